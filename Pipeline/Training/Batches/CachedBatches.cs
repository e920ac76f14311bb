using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Batches of cached features: every row, or one of several cached views an epoch.</summary>
/// <param name="rows">The features; with views, those of an image one after another.</param>
/// <param name="device">The device that trains.</param>
/// <param name="views">
/// The number of rows that an epoch takes one of. Default 1: every row is a sample, all views of an image among them.
/// </param>
/// <param name="seed">Decides which view an epoch takes.</param>
/// <param name="mixer">Mixes training batches; null for none.</param>
internal sealed class CachedBatches(IFeatureRows rows, torch.Device device, int views = 1, long seed = 0, BatchMixer? mixer = null)
    : IBatchSource
{
    private readonly RowTargets _targets = new(rows, device, mixer);
    private float[] _buffer = [];

    /// <summary>The labels or values of all rows, <c>[N, K]</c>; null where there are classes.</summary>
    public float[]? Targets => rows.Targets;

    public int Count => rows.Count / views;

    public int Length => rows.Length;

    public (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch)
    {
        var picked = new int[indices.Length];
        if (_buffer.Length < indices.Length * Length)
        {
            _buffer = new float[indices.Length * Length];
        }

        for (var i = 0; i < indices.Length; i++)
        {
            var row = indices[i] * views;
            // Every image goes through its views in an order of its own, so that all are seen before one comes again.
            row += views == 1 ? 0 : (int)(((uint)new SeededRandom(seed, indices[i]).Next(views) + (uint)epoch) % (uint)views);
            rows.CopyRow(row, _buffer.AsSpan(i * Length, Length));
            picked[i] = row;
        }

        var (mixed, targets) = _targets.Of(picked, _buffer.AsSpan(0, indices.Length * Length), epoch, indices[0]);
        // The tensor is a view of the buffer, which stays as it is until the next batch.
        var inputs = frombuffer(mixed ?? _buffer, ScalarType.Float32, indices.Length * Length).reshape(indices.Length, Length);
        return (inputs.to(device), targets);
    }

    public void Dispose()
    {
    }
}
