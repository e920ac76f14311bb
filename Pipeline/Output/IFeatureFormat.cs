namespace Transfer.Pipeline;

/// <summary>A file format that takes batches of rows one after another.</summary>
internal interface IFeatureFormat : IDisposable
{
    /// <summary>
    /// Whether lists of features are of fixed size; see <see cref="FeatureBatch(int, bool, bool, IReadOnlyDictionary{string, string})"/>.
    /// </summary>
    bool HasFixedLists { get; }

    /// <summary>Writes what comes before the first batch.</summary>
    /// <param name="batch">An empty batch, for its columns.</param>
    void Begin(FeatureBatch batch);

    /// <summary>Writes the rows of a batch; it is used again afterwards.</summary>
    void Write(FeatureBatch batch);

    /// <summary>Writes what comes after the last batch, and gives the file its final name.</summary>
    void Finish();
}
