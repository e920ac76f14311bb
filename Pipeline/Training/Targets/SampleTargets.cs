using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Gets the targets of all samples of a source, without its inputs where the source knows them.</summary>
internal static class SampleTargets
{
    private const int BatchSize = 64;

    /// <returns>The values of all samples, <c>[N, K]</c>.</returns>
    public static float[] Of(IBatchSource source) => source switch
    {
        TensorDataset { Targets: { } targets } => targets,
        CachedBatches { Targets: { } targets } => targets,
        FreshBatches { Targets: { } targets } => targets,
        Subset subset => Of(subset),
        _ => Read(source),
    };

    private static float[] Of(Subset subset)
    {
        var all = Of(subset.Source);
        var columns = all.Length / subset.Source.Count;
        return [.. subset.Pick([.. all.Chunk(columns)]).SelectMany(row => row)];
    }

    private static float[] Read(IBatchSource source)
    {
        var targets = new List<float>();
        foreach (var indices in Enumerable.Range(0, source.Count).Chunk(BatchSize))
        {
            using var scope = NewDisposeScope();
            targets.AddRange(source.Batch(indices, epoch: 0).Targets.cpu().contiguous().data<float>().ToArray());
        }

        return [.. targets];
    }
}
