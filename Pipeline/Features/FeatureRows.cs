namespace Transfer.Pipeline.Features;

/// <summary>The features of some images, lying in the cache.</summary>
internal sealed class FeatureRows : IFeatureRows
{
    private readonly FeatureStore _store;
    private readonly FeatureKey[] _keys;
    private readonly string _folder;

    /// <param name="keys">Where the features of each row lie.</param>
    /// <param name="samples">The image of each row.</param>
    /// <param name="folder">The folder of the data, which names are relative to.</param>
    public FeatureRows(FeatureStore store, FeatureKey[] keys, ImageSample[] samples, string folder)
    {
        (_store, _keys, _folder, Samples) = (store, keys, folder, samples);
        Labels = Array.ConvertAll(samples, s => (long)s.Label);
        Targets = samples.Length > 0 && samples[0].Targets is not null ? [.. samples.SelectMany(s => s.Targets!)] : null;
    }

    /// <summary>The image of each row.</summary>
    public IReadOnlyList<ImageSample> Samples { get; }

    public long[] Labels { get; }

    public float[]? Targets { get; }

    public int Count => _keys.Length;

    public int Length => _store.RowLength;

    public IReadOnlyList<string> Names => [.. Samples.Select(s => s.NameIn(_folder))];

    public IReadOnlyList<string> Identities => Array.ConvertAll(_keys, k => k.Image.ToString());

    /// <summary>Where each row lies, with the hash of its image's content.</summary>
    public IReadOnlyList<FeatureKey> Keys => _keys;

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">They have gone.</exception>
    public void CopyRow(int index, Span<float> destination)
    {
        if (!_store.CopyRow(_keys[index], destination))
        {
            throw FeatureSource.Gone(Samples[index].Path);
        }
    }

    /// <summary>Some of the rows, in the order of their indices.</summary>
    public FeatureRows Where(Func<int, bool> keeps)
    {
        var kept = Enumerable.Range(0, Count).Where(keeps).ToArray();
        return new FeatureRows(_store, Array.ConvertAll(kept, i => _keys[i]), Array.ConvertAll(kept, i => Samples[i]), _folder);
    }

    /// <summary>
    /// These rows and others of the same store, in an order that does not depend on which were where: that of their contents.
    /// </summary>
    public FeatureRows With(FeatureRows others)
    {
        var all = _keys.Zip(Samples).Concat(others._keys.Zip(others.Samples))
            .OrderBy(p => p.First.Image.ToString(), StringComparer.Ordinal).ThenBy(p => p.Second.Path, StringComparer.Ordinal).ToArray();
        return new FeatureRows(_store, Array.ConvertAll(all, p => p.First), Array.ConvertAll(all, p => p.Second), _folder);
    }

    /// <summary>One view of each image, of rows that have those of an image one after another.</summary>
    /// <param name="view">From 0.</param>
    /// <param name="views">How many rows an image has.</param>
    public FeatureRows OfView(int view, int views) => Where(i => i % views == view);
}
