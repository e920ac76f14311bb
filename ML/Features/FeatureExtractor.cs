using System.Numerics.Tensors;

namespace Transfer.ML;

/// <summary>An opened base with its cache: images to features. Owns both.</summary>
internal sealed class FeatureExtractor : IDisposable
{
    private readonly OpenBase _open;
    private readonly Lazy<FeatureSource> _source;

    /// <param name="baseHash">The base that is expected; null for any.</param>
    /// <exception cref="IOException">The network is missing.</exception>
    /// <exception cref="InvalidDataException">The network is another one than expected.</exception>
    public FeatureExtractor(FeatureOptions options, string? baseHash)
    {
        _open = OpenBase.Open(options, BaseCut.End);
        try
        {
            if (baseHash is not null && baseHash != _open.Base.GraphHash)
            {
                throw new InvalidDataException(
                    $"The model was trained on features of another network than '{options.Model ?? _open.Backbone.Record.Name}' is now "
                    + $"(SHA-256 of the base {baseHash[..16]}…, received {_open.Base.GraphHash[..16]}…). Put the earlier one back.");
            }

            Loader = _open.Loader;
            // Rows one by one need no cache.
            _source = new Lazy<FeatureSource>(() => FeatureSource.Open(_open, options, null));
        }
        catch
        {
            _open.Dispose();
            throw;
        }
    }

    public ImageLoader Loader { get; }

    /// <summary>F, the number of features of an image.</summary>
    public int Length => _open.Base.FeatureLength;

    public string BaseHash => _open.Base.GraphHash;

    /// <summary>Preprocessing, size and file as they are used, whatever would be chosen elsewhere.</summary>
    public FeatureOptions Fixed(FeatureOptions options) => options with
    {
        Model = File.Exists(options.Model) ? Path.GetFullPath(options.Model) : options.Model,
        Preprocessing = _open.Preprocessing.ToString(),
        ImageSize = _open.ImageSize,
    };

    /// <summary>The cache of these features.</summary>
    public FeatureStore Store => _source.Value.Parts.Store!;

    /// <summary>Sees to it that the cache has the features of all files.</summary>
    /// <returns>Where the features of each file lie, and why other files have none.</returns>
    /// <exception cref="OperationCanceledException">It was cancelled; what had been extracted is kept.</exception>
    public ExtractedImages Extract(IEnumerable<string> paths, RunContext context)
    {
        foreach (var sentence in _source.Value.Damaged)
        {
            context.Say(sentence);
        }

        return _source.Value.Extract([([.. paths.Select(path => new ImageSample(path, 0))], 0)], "", context)[0];
    }

    /// <summary>Computes features of images in memory.</summary>
    /// <param name="images">Preprocessed images <c>[count, 3, H, W]</c>.</param>
    /// <returns><c>[count, F]</c>.</returns>
    public float[] Compute(float[] images, int count)
    {
        var features = new float[count * Length];
        _open.Base.Run(images, count, features);
        return features;
    }

    /// <summary>Computes the features of one image, in the same way as those that are cached.</summary>
    /// <param name="load">Loads the image into a buffer, and says what is wrong with it; null for nothing.</param>
    /// <param name="features">Receives <c>[F]</c>.</param>
    /// <returns>Why there are none; null where there are.</returns>
    public string? Compute(Func<float[], string?> load, float[] features)
    {
        var image = new float[Loader.ValueCount];
        if (load(image) is { } reason)
        {
            return reason;
        }

        _open.Base.RunSequential(image, 1, features);
        return WhyNotFinite(features);
    }

    /// <summary>Why features cannot be used; null where they can.</summary>
    public static string? WhyNotFinite(ReadOnlySpan<float> features) =>
        float.IsFinite(TensorPrimitives.MaxMagnitude(features)) ? null
            : "the network gives numbers for it that are not finite (NaN or infinity)";

    public void Dispose()
    {
        if (_source.IsValueCreated)
        {
            _source.Value.Dispose();
        }

        _open.Dispose();
    }
}
