using OxyPlot;

namespace Transfer.Pipeline;

/// <summary>How much room a text takes on a page: the reader's font is not known, so it is measured as a wide one.</summary>
internal sealed class PageText() : PdfRenderContext(1, 1, OxyColors.Undefined)
{
    // What is measured is Helvetica in points, of which a pixel has three quarters; DejaVu Sans is the widest of the usual fonts.
    private const double Pixels = 4.0 / 3;
    private const double Wider = 1.2;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        var size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
        return new OxySize(size.Width * Pixels * Wider, size.Height * Pixels);
    }
}
