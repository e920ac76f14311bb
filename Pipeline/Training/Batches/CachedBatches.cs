using TorchSharp;
using Transfer.Augmentation;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Batches of cached features: every row, or one of several cached views an epoch.</summary>
internal sealed class CachedBatches : IBatchSource
{
    private readonly IFeatureRows _rows;
    private readonly int _views;
    private readonly long _seed;
    private readonly BatchMixer? _mixer;
    private readonly torch.Device _device;
    private float[] _buffer = [];

    /// <summary>Reads from rows in the cache.</summary>
    /// <param name="rows">The features; with views, those of an image one after another.</param>
    /// <param name="device">Where training runs.</param>
    /// <param name="views">How many rows an epoch takes one of. Default 1: every row is a sample, all views of an image among them.</param>
    /// <param name="seed">Decides which view an epoch takes.</param>
    /// <param name="mixer">Mixes training batches; null for none.</param>
    public CachedBatches(IFeatureRows rows, torch.Device device, int views = 1, long seed = 0, BatchMixer? mixer = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        (_rows, _device, _views, _seed, _mixer) = (rows, device, views, seed, mixer);
    }

    /// <inheritdoc/>
    public int Count => _rows.Count / _views;

    /// <inheritdoc/>
    public int Length => _rows.Length;

    /// <inheritdoc/>
    public (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch)
    {
        var picked = new int[indices.Length];
        if (_buffer.Length < indices.Length * Length)
        {
            _buffer = new float[indices.Length * Length];
        }

        for (var i = 0; i < indices.Length; i++)
        {
            var row = indices[i] * _views;
            // Every image goes through its views in an order of its own, so that all are seen before one comes again.
            row += _views == 1 ? 0 : (int)(((uint)new SeededRandom(_seed, indices[i]).Next(_views) + (uint)epoch) % (uint)_views);
            _rows.CopyRow(row, _buffer.AsSpan(i * Length, Length));
            picked[i] = row;
        }

        var (values, targets) = RowTargets.Of(_rows, picked, _buffer.AsSpan(0, indices.Length * Length), epoch > 0 ? _mixer : null, epoch, indices[0], _device);
        // The tensor looks into the buffer, which stays as it is until the next batch.
        return (frombuffer(values ?? _buffer, ScalarType.Float32, indices.Length * Length).reshape(indices.Length, Length).to(_device), targets);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
