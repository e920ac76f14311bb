namespace Transfer.Pipeline.Training;

/// <summary>Samples with classes that lie in memory, for an engine that reads them there.</summary>
/// <param name="Features">The features of all rows, <c>[R, F]</c>.</param>
/// <param name="Labels">The classes of all rows, <c>[R]</c>.</param>
/// <param name="Rows">The row of each sample, <c>[N]</c>.</param>
internal sealed record SamplesInMemory(float[] Features, long[] Labels, int[] Rows)
{
    /// <summary>The samples of a source; null where they do not lie in memory, or have no classes.</summary>
    public static SamplesInMemory? Of(IBatchSource source) => source switch
    {
        TensorDataset { Labels: { } labels } data => new SamplesInMemory(data.Values, labels, [.. Enumerable.Range(0, labels.Length)]),
        Subset subset => Of(subset.Source) is { } all ? all with { Rows = subset.Pick(all.Rows) } : null,
        _ => null,
    };
}
