using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>The features of some images, lying in the cache.</summary>
public sealed class FeatureRows
{
    private readonly FeatureStore _store;
    private readonly FeatureKey[] _keys;

    internal FeatureRows(FeatureStore store, FeatureKey[] keys, ImageSample[] samples)
    {
        _store = store;
        _keys = keys;
        Samples = samples;
        Labels = Array.ConvertAll(samples, s => (long)s.Label);
        Targets = samples.Length > 0 && samples[0].Targets is not null ? [.. samples.SelectMany(s => s.Targets!)] : null;
    }

    /// <summary>The images, one a row.</summary>
    public IReadOnlyList<ImageSample> Samples { get; }

    /// <summary>Their classes, <c>[N]</c>.</summary>
    public long[] Labels { get; }

    /// <summary>Their labels of 0 and 1, or values, row by row, <c>[N, K]</c>; null where they have classes.</summary>
    public float[]? Targets { get; }

    /// <summary>How many.</summary>
    public int Count => _keys.Length;

    /// <summary>The number of features of a row, F.</summary>
    public int Length => _store.RowLength;

    /// <summary>The content of each row's image.</summary>
    internal IReadOnlyList<FeatureKey> Keys => _keys;

    /// <summary>The features of an image, <c>[F]</c>: where they lie, or a copy where the cache holds them as float16.</summary>
    /// <exception cref="InvalidDataException">They have gone.</exception>
    public ReadOnlySpan<float> Row(int index)
    {
        if (_store.Type == FeatureRowType.Float32)
        {
            return _store.TryGetRow(_keys[index], out var row) ? row : throw Gone(index);
        }

        var copy = new float[Length];
        CopyRow(index, copy);
        return copy;
    }

    /// <summary>Copies the features of an image, <c>[F]</c>.</summary>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is not <see cref="Length"/> long.</exception>
    /// <exception cref="InvalidDataException">They have gone.</exception>
    public void CopyRow(int index, Span<float> destination)
    {
        if (!_store.CopyRow(_keys[index], destination))
        {
            throw Gone(index);
        }
    }

    /// <summary>Some of the rows, in the order of their indices.</summary>
    internal FeatureRows Where(Func<int, bool> keeps)
    {
        var kept = Enumerable.Range(0, Count).Where(keeps).ToArray();
        return new FeatureRows(_store, Array.ConvertAll(kept, i => _keys[i]), Array.ConvertAll(kept, i => Samples[i]));
    }

    /// <summary>These rows and others of the same store, in an order that does not depend on which were where: that of their contents.</summary>
    internal FeatureRows With(FeatureRows others)
    {
        var all = _keys.Zip(Samples).Concat(others._keys.Zip(others.Samples))
            .OrderBy(p => p.First.Image.ToString(), StringComparer.Ordinal).ThenBy(p => p.Second.Path, StringComparer.Ordinal).ToArray();
        return new FeatureRows(_store, Array.ConvertAll(all, p => p.First), Array.ConvertAll(all, p => p.Second));
    }

    /// <summary>One view of each image, of rows that have those of an image one after another.</summary>
    /// <param name="view">From 0.</param>
    /// <param name="views">How many rows an image has.</param>
    internal FeatureRows OfView(int view, int views) => Where(i => i % views == view);

    /// <summary>All features, <c>[Count, F]</c>: the one copy that is made of them.</summary>
    public float[] ToArray() => ToArray([.. Enumerable.Range(0, Count)]);

    /// <summary>The features of some of the images, in this order, <c>[N, F]</c>.</summary>
    public float[] ToArray(IReadOnlyList<int> indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        var values = new float[(long)indices.Count * Length];
        for (var i = 0; i < indices.Count; i++)
        {
            CopyRow(indices[i], values.AsSpan(i * Length, Length));
        }

        return values;
    }

    private InvalidDataException Gone(int index)
        => new($"The features of '{Samples[index].Path}' have gone from the cache while it was in use. Run the command again.");
}
