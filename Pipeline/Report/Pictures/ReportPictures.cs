using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>The pictures of a report, with Grad-CAM over them.</summary>
/// <param name="MostWrong">What the model is most wrong about.</param>
/// <param name="LeastSure">What it is least sure of.</param>
/// <param name="Missing">Why there are none, in a sentence; null where there are.</param>
internal sealed record ReportPictures(IReadOnlyList<ReportPicture> MostWrong, IReadOnlyList<ReportPicture> LeastSure, string? Missing)
{
    private const int Size = 224;

    /// <summary>Loads a dozen validation pictures and runs the network on them.</summary>
    public static ReportPictures Of(ReportSource source, string device, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var wrong = PictureChoice.MostWrong(source.Validation);
        var unsure = PictureChoice.LeastSure(source.Validation, wrong);
        try
        {
            using var run = TrainedRun.Open(source.Run, source.Record, null, device, 0, null);
            progress.Say($"Pictures: the {wrong.Count} most wrong and the {unsure.Count} least sure of {source.Validation.Count:N0}, with Grad-CAM.");
            var painted = Paint(run, source, [.. wrong, .. unsure], cancellation);
            return new ReportPictures([.. painted[..wrong.Count].OfType<ReportPicture>()], [.. painted[wrong.Count..].OfType<ReportPicture>()], null);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or NotSupportedException or ArgumentException)
        {
            progress.Say($"Pictures cannot be shown: {exception.Message}");
            return new ReportPictures([], [], exception.Message);
        }
    }

    private static ReportPicture?[] Paint(TrainedRun run, ReportSource source, IReadOnlyList<ChosenPicture> chosen, CancellationToken cancellation)
    {
        var (loader, painted) = (run.Data.Loader, new ReportPicture?[chosen.Count]);
        var plain = new ImageLoader(new Preprocessing { Resize = run.Data.Preprocessing.Resize }, Size) { Imaging = loader.Imaging };
        var (image, rgb) = (new float[loader.ValueCount], new float[plain.ValueCount]);
        foreach (var (i, one) in chosen.Index())
        {
            cancellation.ThrowIfCancellationRequested();
            var sample = source.Validation.Samples[one.Index];
            var path = Path.Combine(run.Data.Folder, sample);
            if (!loader.Load(path, image).IsOk || !plain.Load(path, rgb).IsOk)
            {
                continue;
            }

            var heat = GradCam.Of(run, image, [one]);
            painted[i] = new ReportPicture(sample, one.Caption, HeatMap.Picture(rgb, Size), heat is { } map ? HeatMap.Over(rgb, Size, map.Values, map.Height, map.Width) : null);
        }

        return painted;
    }
}
