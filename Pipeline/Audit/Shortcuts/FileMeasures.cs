using System.Globalization;

namespace Transfer.Pipeline.Audit;

/// <summary>The measures of files that must not tell the class: numbers, and texts of which each value is a category.</summary>
internal static class FileMeasures
{
    /// <summary>The numbers of each image; NaN where an image has none.</summary>
    public static IReadOnlyList<(string Name, double[] Values)> Numbers(AuditImages images, ImageMeasures[] measures)
    {
        return
        [
            ("file size", Of(m => m.Bytes)),
            ("resolution", Of(m => Math.Sqrt((double)m.Width * m.Height))),
            ("aspect ratio", Of(m => (double)m.Width / Math.Max(1, m.Height))),
            ("bytes per pixel", Of(m => m.Bytes / Math.Max(1.0, (double)m.Width * m.Height))),
            ("JPEG quality", Of(m => m.JpegQuality > 0 ? m.JpegQuality : double.NaN)),
            ("border", Of(m => m.Pixels.Border)),
            ("mean brightness", Of(m => m.Pixels.Brightness)),
            ("contrast", Of(m => m.Pixels.Contrast)),
            ("redness", Of(m => m.Pixels.Red / Math.Max(1, m.Pixels.Red + m.Pixels.Green + m.Pixels.Blue))),
            ("blueness", Of(m => m.Pixels.Blue / Math.Max(1, m.Pixels.Red + m.Pixels.Green + m.Pixels.Blue))),
            ("saturation", Of(m => m.Pixels.Saturation)),
            ("sharpness", Of(m => m.Pixels.Sharpness)),
            ("number in the file name", [.. images.Names.Select(FileName.Number)]),
        ];

        double[] Of(Func<ImageMeasures, double> value) => Array.ConvertAll(measures, m => value(m));
    }

    /// <summary>The categories of each image.</summary>
    public static IReadOnlyList<(string Name, string[] Values)> Texts(AuditImages images, ImageMeasures[] measures) =>
    [
        ("file name", [.. images.Names.Select(name => FileName.Pattern(name, images.Classes))]),
        ("file format", Array.ConvertAll(measures, m => m.Format)),
        ("camera", Array.ConvertAll(measures, m => m.Camera)),
        ("width and height", Array.ConvertAll(measures, m => string.Create(CultureInfo.InvariantCulture, $"{m.Width} x {m.Height}"))),
    ];
}
