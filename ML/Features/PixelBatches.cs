namespace Transfer.ML;

/// <summary>
/// Gathers images that the cache does not have, and computes their features a batch at a time. Owns the writer of the cache.
/// </summary>
internal sealed class PixelBatches : IDisposable
{
    private readonly FeatureExtractor _extractor;
    private readonly FeatureWriter _writer;
    private readonly float[] _images;
    private readonly List<FeatureKey> _pending = [];
    private readonly HashSet<FeatureKey> _known = [];
    private readonly HashSet<FeatureKey> _notFinite = [];
    private readonly int _size;

    public PixelBatches(FeatureExtractor extractor, int size)
    {
        (_extractor, _size) = (extractor, size);
        _images = new float[size * extractor.Loader.ValueCount];
        _writer = extractor.Store.CreateWriter();
    }

    /// <summary>How many images the base has run for.</summary>
    public int Computed { get; private set; }

    /// <summary>Sees to it that the cache will have the features of an image.</summary>
    /// <param name="load">Loads the image, and says what is wrong with it.</param>
    /// <returns>Where they will lie; null where the image cannot be used.</returns>
    public FeatureKey? Add(ContentHash image, Func<float[], string?> load, out string? reason)
    {
        var key = new FeatureKey(image, 0);
        reason = null;
        if (_known.Contains(key) || _extractor.Store.Contains(key))
        {
            return key;
        }

        var values = new float[_extractor.Loader.ValueCount];
        reason = load(values);
        if (reason is not null)
        {
            return null;
        }

        values.CopyTo(_images, _pending.Count * values.Length);
        _pending.Add(key);
        _known.Add(key);
        if (_pending.Count == _size)
        {
            Compute();
        }

        return key;
    }

    /// <summary>Computes what is left, and makes all rows readable.</summary>
    /// <param name="notFinite">Images whose features are no numbers and are not kept.</param>
    /// <returns>How many those are.</returns>
    public int Finish(out IReadOnlySet<FeatureKey> notFinite)
    {
        Compute();
        _writer.Flush();
        notFinite = _notFinite;
        return _notFinite.Count;
    }

    public void Dispose() => _writer.Dispose();

    private void Compute()
    {
        if (_pending.Count == 0)
        {
            return;
        }

        var features = _extractor.Compute(_images, _pending.Count);
        for (var i = 0; i < _pending.Count; i++)
        {
            var row = features.AsSpan(i * _extractor.Length, _extractor.Length);
            if (FeatureExtractor.WhyNotFinite(row) is null)
            {
                _writer.Append(_pending[i], row);
            }
            else
            {
                _notFinite.Add(_pending[i]);
            }
        }

        Computed += _pending.Count;
        _pending.Clear();
    }
}
