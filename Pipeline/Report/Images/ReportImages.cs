using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>The images of a report, with Grad-CAM over them.</summary>
/// <param name="MostWrong">What the model is most wrong about.</param>
/// <param name="LeastSure">What it is least sure of.</param>
/// <param name="Missing">Why there are none, in a sentence; null where there are.</param>
internal sealed record ReportImages(IReadOnlyList<ReportImage> MostWrong, IReadOnlyList<ReportImage> LeastSure, string? Missing)
{
    private const int Size = 224;

    /// <summary>Loads a dozen validation images and runs the network on them.</summary>
    public static ReportImages Of(ReportSource source, string device, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var wrong = ImageChoice.MostWrong(source.Validation);
        var unsure = ImageChoice.LeastSure(source.Validation, wrong);
        try
        {
            using var run = SavedRun.OpenImages(
                source.Run, source.Record, o => o with { TestViews = 0, Features = o.Features with { Device = device } }, RunContext.None);
            progress.Say($"Images: the {wrong.Count} most wrong and the {unsure.Count} least sure of {source.Validation.Count:N0}, with Grad-CAM.");
            var painted = Paint(run, source, [.. wrong, .. unsure], cancellation);
            return new ReportImages([.. wrong.Select(painted.GetValueOrDefault).OfType<ReportImage>()], [.. unsure.Select(painted.GetValueOrDefault).OfType<ReportImage>()], null);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            progress.Say($"Images cannot be shown: {exception.Message}");
            return new ReportImages([], [], exception.Message);
        }
    }

    private static Dictionary<ChosenImage, ReportImage> Paint(SavedRun run, ReportSource source, IReadOnlyList<ChosenImage> chosen, CancellationToken cancellation)
    {
        var loader = run.Images.Base.Loader;
        // What the network sees, but at a size for people.
        var plain = new ImageLoader(new Preprocessing { Resize = run.Images.Base.Preprocessing.Resize }, Size) { Imaging = loader.Imaging };
        var (images, shown) = (new List<float[]>(), new List<(ChosenImage Image, string Sample, float[] Rgb)>());
        foreach (var one in chosen)
        {
            cancellation.ThrowIfCancellationRequested();
            var sample = source.Validation.Samples[one.Index];
            var (image, rgb, path) = (new float[loader.ValueCount], new float[plain.ValueCount], Path.Combine(run.Images.Options.Data, sample));
            if (loader.Load(path, image).IsOk && plain.Load(path, rgb).IsOk)
            {
                images.Add(image);
                shown.Add((one, sample, rgb));
            }
        }

        var heat = shown.Count == 0 ? null : GradCam.Of(run, [.. images.SelectMany(i => i)], [.. shown.Select(s => s.Image)]);
        return shown.Index().ToDictionary(s => s.Item.Image, s => new ReportImage(s.Item.Sample, s.Item.Image.Caption, HeatMap.Image(s.Item.Rgb, Size),
            heat is { } map ? HeatMap.Over(s.Item.Rgb, Size, map.Values.AsSpan(s.Index * map.Height * map.Width, map.Height * map.Width), map.Height, map.Width) : null));
    }
}
