using System.Text.RegularExpressions;
using OxyPlot;

namespace Transfer.Pipeline.Report;

/// <summary>A plot of a report.</summary>
/// <param name="Name">The name of its file, without <c>report-</c> and <c>.png</c>.</param>
/// <param name="Height">The height of the plot, which is <see cref="Width"/> wide.</param>
internal sealed partial record ReportPlot(string Name, string Caption, PlotModel Model, int Height = ReportPlot.DefaultHeight)
{
    public const int Width = 480;
    public const int DefaultHeight = 320;
    public const int TallHeight = 360;
    private const float Scale = 2;

    /// <summary>The name of a plot of a split; those of validation have no suffix.</summary>
    public static string NameOf(string plot, string split) => split == SplitNames.Validation ? plot : $"{plot}-{split}";

    /// <summary>Renders an element of the page, with the available width and the text colour and font of the page.</summary>
    public string ToSvg()
    {
        var svg = new SvgExporter { Width = Width, Height = Height, IsDocument = false, TextMeasurer = new PageText() }
            .ExportToString(Model);
        svg = svg[svg.IndexOf("<svg", StringComparison.Ordinal)..];
        var content = svg[(svg.IndexOf('>', StringComparison.Ordinal) + 1)..];
        content = FontFamily().Replace(content, "")
            .Replace(Rgb(PlotStyle.Ink), "currentColor", StringComparison.Ordinal)
            .Replace(Rgb(PlotStyle.Grid), "var(--line)", StringComparison.Ordinal);
        // The names of clip paths must differ between the plots of a page.
        content = ClipName().Replace(content, $"$1{Name}-");
        return $"""<svg viewBox="0 0 {Width} {Height}" role="img" aria-label="{Html.Text(Caption)}">{content}""";
    }

    /// <summary>Writes <c>report-NAME.png</c>, at twice the size and on white.</summary>
    public void SavePng(string folder)
    {
        var exporter = new OxyPlot.SkiaSharp.PngExporter
        {
            Width = (int)(Width * Scale),
            Height = (int)(Height * Scale),
            Dpi = 96 * Scale,
            // It would need another native library.
            UseTextShaping = false,
        };
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
