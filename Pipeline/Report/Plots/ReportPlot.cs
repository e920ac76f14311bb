using System.Text.RegularExpressions;
using OxyPlot;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>A plot of a report.</summary>
/// <param name="Name">How its file is called, without <c>report-</c> and <c>.png</c>.</param>
/// <param name="Caption">What it shows.</param>
/// <param name="Model">The plot.</param>
/// <param name="Height">In units of which it is <see cref="Width"/> wide.</param>
internal sealed partial record ReportPlot(string Name, string Caption, PlotModel Model, int Height = ReportPlot.UsualHeight)
{
    public const int Width = 480;
    public const int UsualHeight = 320;
    private const float Scale = 2;

    /// <summary>As an element of a page: it takes the width that there is, and its text the colour and the font of the page.</summary>
    public string ToSvg()
    {
        var svg = new SvgExporter { Width = Width, Height = Height, IsDocument = false, TextMeasurer = new PageText() }.ExportToString(Model);
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        var content = svg[(svg.IndexOf('>', StringComparison.Ordinal) + 1)..];
        content = FontFamily().Replace(content, "")
            .Replace(Rgb(PlotStyle.Ink), "currentColor", StringComparison.Ordinal)
            .Replace(Rgb(PlotStyle.Grid), "var(--line)", StringComparison.Ordinal);
        // Clip paths have names, and a page has several plots.
        content = ClipName().Replace(content, $"$1{Name}-");
        return $"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Html.Text(Caption)}">{content}""";
    }

    /// <summary>Writes <c>report-NAME.png</c>, twice as large and on white.</summary>
    public void SavePng(string folder)
    {
        // Text shaping would need a native library more, and these are short words.
        var exporter = new OxyPlot.SkiaSharp.PngExporter { Width = (int)(Width * Scale), Height = (int)(Height * Scale), Dpi = 96 * Scale, UseTextShaping = false };
        using var file = new AtomicFile(Path.Combine(folder, $"report-{Name}.png"));
        var background = Model.Background;
        Model.Background = OxyColors.White;
        exporter.Export(Model, file.Stream);
        Model.Background = background;
        file.Commit();
    }

    private static string Rgb(OxyColor colour) => $"rgb({colour.R},{colour.G},{colour.B})";

    [GeneratedRegex(" font-family=\"[^\"]*\"")]
    private static partial Regex FontFamily();

    [GeneratedRegex("""(id="|url\(#)(?=clip)""")]
    private static partial Regex ClipName();
}
