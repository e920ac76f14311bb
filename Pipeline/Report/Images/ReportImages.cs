namespace Transfer.Pipeline.Report;

/// <summary>The images of a report, with Grad-CAM over them.</summary>
/// <param name="MostWrong">The images with the largest errors.</param>
/// <param name="LeastSure">The images with the least certain predictions.</param>
/// <param name="Missing">Why the images cannot be shown, in a sentence; null when they can.</param>
internal sealed record ReportImages(IReadOnlyList<ReportImage> MostWrong, IReadOnlyList<ReportImage> LeastSure, string? Missing)
{
    private const int Size = 224;

    /// <summary>Loads up to 12 validation images and runs the network on them.</summary>
    /// <param name="data">Where the run's images are now; null for where they were.</param>
    public static ReportImages Of(
        ReportSource source, string device, string? data, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var wrong = ImageChoice.MostWrong(source.Validation);
        var unsure = ImageChoice.LeastSure(source.Validation, wrong);
        try
        {
            using var run = SavedRun.OpenImages(
                source.Run, source.Record, data, o => o with { TestViews = 0, Features = o.Features.On(device) },
                RunContext.None);
            progress.Say(Stages.Reporting, $"Images: the {wrong.Count} most wrong and the {unsure.Count} least sure "
                + $"of {source.Validation.Count:N0}, with Grad-CAM.");
            var found = run.Images.Find([.. wrong.Concat(unsure).Select(c => source.Validation.Samples[c.Index])]);
            foreach (var sentence in found.Sentences(run.Images.Options.Data))
            {
                progress.Say(Stages.Reporting, sentence);
            }

            var images = Load(run, source, [.. wrong, .. unsure], found.Paths, cancellation);
            return new ReportImages(Found(wrong), Found(unsure), null);

            ReportImage[] Found(IEnumerable<ChosenImage> chosen) => [.. chosen.Select(images.GetValueOrDefault).OfType<ReportImage>()];
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            progress.Say(Stages.Reporting, $"Images cannot be shown: {exception.Message}");
            return new ReportImages([], [], exception.Message);
        }
    }

    private static Dictionary<ChosenImage, ReportImage> Load(
        SavedRun run, ReportSource source, IReadOnlyList<ChosenImage> chosen, IReadOnlyDictionary<string, string> paths,
        CancellationToken cancellation)
    {
        var loader = run.Images.Base.Loader;
        // What the network sees, at a larger size.
        var plain = new ImageLoader(new Preprocessing { Resize = run.Images.Base.Preprocessing.Resize }, Size) { Imaging = loader.Imaging };
        var (images, shown) = (new List<float[]>(), new List<(ChosenImage Image, string Sample, float[] Rgb)>());
        foreach (var one in chosen)
        {
            cancellation.ThrowIfCancellationRequested();
            var sample = source.Validation.Samples[one.Index];
            var (image, rgb) = (new float[loader.ValueCount], new float[plain.ValueCount]);
            if (paths.TryGetValue(sample, out var path) && loader.Load(path, image).IsOk && plain.Load(path, rgb).IsOk)
            {
                images.Add(image);
                shown.Add((one, sample, rgb));
            }
        }

        using var cam = new GradCam(run);
        var heat = shown.Count == 0 ? null
            : cam.Of([.. images.SelectMany(i => i)], [.. shown.Select(s => (s.Image.Output, s.Image.Rises))]);
        return shown.Index().ToDictionary(s => s.Item.Image, s =>
        {
            var (image, sample, rgb) = s.Item;
            var over = heat is var (height, width, values)
                ? HeatMap.Over(rgb, Size, values.AsSpan(s.Index * height * width, height * width), height, width)
                : null;
            return new ReportImage(sample, image.Caption, HeatMap.Image(rgb, Size), over);
        });
    }
}
