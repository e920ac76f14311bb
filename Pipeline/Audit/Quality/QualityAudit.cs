namespace Transfer.Pipeline.Audit;

/// <summary>
/// Finds images with little in them. The thresholds are absolute, and blur, which depends on what is photographed, must also be unusual
/// among the images.
/// </summary>
internal static class QualityAudit
{
    private const string Tiny = "tiny";
    private const string Dark = "dark";
    private const string BlownOut = "blown out";
    private const string Blurred = "blurred";
    private const string LowInformation = "low information";
    private const string OddShape = "odd shape";

    // An image with fewer pixels than this share of the network's input is magnified as much.
    private const double TinyShare = 0.25;

    // 95 % of the pixels are darker, or brighter.
    private const double DarkLevel = 45;
    private const double BrightLevel = 210;

    private const double LeastEntropy = 2.2;
    private const double LeastContrast = 6;
    private const double MostRatio = 3;
    private const double LeastSharpness = 0.22;
    private const double LeastDeviations = 3;

    /// <param name="networkSize">Height and width of the images that the network takes.</param>
    public static IEnumerable<AuditFinding> Find(AuditImages images, ImageMeasures[] measures, int networkSize)
    {
        var sharpness = RobustScale.Of(measures.Select(m => Math.Log(Math.Max(1e-3, m.Pixels.Sharpness))));
        for (var image = 0; image < images.Count; image++)
        {
            foreach (var (kind, value, threshold, detail) in Faults(measures[image], sharpness, networkSize * TinyShare))
            {
                yield return images.Finding(image, FindingKind.Quality, kind, RobustScale.Score(value, threshold)) with { Detail = detail };
            }
        }
    }

    private static IEnumerable<(string Kind, double Value, double Threshold, string Detail)> Faults(
        ImageMeasures image, RobustScale sharpness, double leastSide)
    {
        var pixels = image.Pixels;
        var side = Math.Min(image.Width, image.Height);
        if (side < leastSide)
        {
            yield return (Tiny, leastSide, side, FormattableString.Invariant($"{image.Width} x {image.Height} pixels"));
        }

        if (image.AspectRatio > MostRatio)
        {
            yield return (OddShape, image.AspectRatio, MostRatio, FormattableString.Invariant(
                $"{image.Width} x {image.Height} pixels, {image.AspectRatio:F1} times as long as wide"));
        }

        // What is dark or bright all over has little information besides, and no edges.
        if (pixels.Bright < DarkLevel)
        {
            yield return (Dark, DarkLevel, pixels.Bright, FormattableString.Invariant(
                $"95 % of the pixels are darker than {pixels.Bright:F0} of 255"));
        }
        else if (pixels.Dark > BrightLevel)
        {
            yield return (BlownOut, 255 - BrightLevel, 255 - pixels.Dark, FormattableString.Invariant(
                $"95 % of the pixels are brighter than {pixels.Dark:F0} of 255"));
        }
        else if (pixels.Entropy < LeastEntropy || pixels.Contrast < LeastContrast)
        {
            yield return (LowInformation, LeastEntropy, Math.Min(pixels.Entropy, LeastEntropy), FormattableString.Invariant(
                $"the brightness has {pixels.Entropy:F1} of 6 bits"));
        }
        else if (pixels.Sharpness < LeastSharpness && sharpness.Deviations(Math.Log(pixels.Sharpness)) < -LeastDeviations)
        {
            yield return (Blurred, LeastSharpness, pixels.Sharpness, FormattableString.Invariant(
                $"sharpness {pixels.Sharpness:F2}; the usual one is {Math.Exp(sharpness.Median):F2}"));
        }
    }
}
