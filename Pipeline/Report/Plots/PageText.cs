using OxyPlot;

namespace Transfer.Pipeline.Report;

/// <summary>Measures texts for a page: the reader's font is unknown, so the widths are those of a wide one.</summary>
internal sealed class PageText() : PdfRenderContext(1, 1, OxyColors.Undefined)
{
    // The base class measures Helvetica in points, 3/4 of which are a pixel; DejaVu Sans is the widest of the usual fonts.
    private const double Pixels = 4.0 / 3;
    private const double Wider = 1.2;

    /// <inheritdoc/>
    public override OxySize MeasureText(string text, string fontFamily, double fontSize, double fontWeight)
    {
        var size = base.MeasureText(text, fontFamily, fontSize, fontWeight);
        return new OxySize(size.Width * Pixels * Wider, size.Height * Pixels);
    }
}
