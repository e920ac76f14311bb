namespace Transfer.Pipeline.Audit;

/// <summary>Small versions of images for the page, each decoded once.</summary>
internal sealed class AuditThumbnails(AuditData data)
{
    private const int Size = 144;

    private readonly Dictionary<string, byte[]> _images = [];

    /// <summary>Loads images; those that cannot be read are left out.</summary>
    /// <param name="names">The names of the images.</param>
    public void Load(IEnumerable<string> names, RunContext context)
    {
        string[] missing = [.. names.Where(name => name.Length > 0 && !_images.ContainsKey(name)).Distinct()];
        var (jpegs, done) = (new byte[missing.Length][], 0);
        var loader = new ImageLoader(new Preprocessing(), Size) { Imaging = data.Imaging };
        Parallel.For(0, missing.Length, new ParallelOptions { CancellationToken = context.Cancellation }, i =>
        {
            var rgb = new float[loader.ValueCount];
            jpegs[i] = loader.Load(data.PathOf(missing[i]), rgb).IsOk ? HeatMap.Image(rgb, Size) : [];
            context.Progress?.Report(new ProgressUpdate(context.Stage, Interlocked.Increment(ref done), missing.Length, "thumbnails"));
        });
        foreach (var (name, jpeg) in missing.Zip(jpegs).Where(p => p.Second.Length > 0))
        {
            _images[name] = jpeg;
        }
    }

    /// <summary>An image as JPEG, stretched to a square; null where it cannot be read.</summary>
    public byte[]? Of(string name) => _images.GetValueOrDefault(name);

    /// <summary>Width and height of an image as it is; (1, 1) where they are not known.</summary>
    public (int Width, int Height) SizeOf(string name) =>
        data.MeasuresOf(name) is { } measures ? (measures.Width, measures.Height) : (1, 1);
}
