namespace Transfer.Pipeline.Audit;

/// <summary>
/// The measures of images by the hash of their content, kept beside the feature cache, so that an image is decoded for them once. It only
/// saves work, see <see cref="SegmentIndex"/>.
/// </summary>
internal sealed class MeasureIndex : IDisposable
{
    /// <summary>Changes with what is measured.</summary>
    public const string Version = "measures-2";

    private readonly SegmentIndex _index;
    private readonly Imaging _imaging;

    private MeasureIndex(SegmentIndex index, Imaging imaging) => (_index, _imaging) = (index, imaging);

    /// <summary>Opens the index of a cache.</summary>
    /// <param name="options">Where the cache is, and what decodes.</param>
    /// <param name="time">The clock.</param>
    public static MeasureIndex Open(FeatureOptions options, TimeProvider time) =>
        new(new SegmentIndex(CacheFolder.MeasuresOf(options.Cache, options.Imaging), ".measures", time), options.Imaging);

    /// <summary>Measures images; those that are known are not opened.</summary>
    /// <param name="files">The path and the hash of each image.</param>
    /// <exception cref="InvalidDataException">An image cannot be decoded any more.</exception>
    public ImageMeasures[] Measure(IReadOnlyList<(string Path, ContentHash Hash)> files, RunContext context)
    {
        var (measures, done) = (new ImageMeasures?[files.Count], 0);
        for (var i = 0; i < files.Count; i++)
        {
            measures[i] = _index.TryFind(files[i].Hash.Key, out var record) ? ImageMeasures.Read(record.Value) : null;
        }

        int[] missing = [.. Enumerable.Range(0, files.Count).Where(i => measures[i] is null)];
        Parallel.ForEach(missing, new ParallelOptions { CancellationToken = context.Cancellation }, i =>
        {
            measures[i] = Measure(files[i].Path);
            if (measures[i] is { } measured)
            {
                _index.Record(files[i].Hash.Key, measured.ToBytes());
            }

            context.Progress?.Report(
                new ProgressUpdate(Stages.Measuring, Interlocked.Increment(ref done), missing.Length, "images"));
        });
        _index.Flush();
        return Array.FindIndex(measures, m => m is null) is >= 0 and var bad
            ? throw new InvalidDataException(
                $"'{files[bad].Path}' could be read before and cannot now. Leave the images as they are during an audit.")
            : Array.ConvertAll(measures, m => m!);
    }

    public void Dispose() => _index.Dispose();

    private ImageMeasures? Measure(string path)
    {
        try
        {
            return ImageMeasurer.Measure(ImageFile.ReadAllBytes(path), _imaging);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
