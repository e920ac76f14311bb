using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Inputs and classes in memory, owned by this object.</summary>
public sealed class LabelledTensors : IBatchSource
{
    private readonly Tensor _inputs;
    private readonly Tensor _labels;

    /// <summary>Takes over values; they are moved to the device, not copied where they are on it already.</summary>
    /// <param name="values">All inputs one after another; must not be changed afterwards.</param>
    /// <param name="shape">The shape of one input, such as <c>[F]</c> or <c>[3, H, W]</c>.</param>
    /// <param name="labels">The class of each input.</param>
    /// <param name="device">Where training runs.</param>
    public LabelledTensors(float[] values, IReadOnlyList<int> shape, long[] labels, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        _inputs = frombuffer(values, ScalarType.Float32).reshape([labels.Length, .. shape.Select(d => (long)d)]).to(device).DetachFromDisposeScope();
        _labels = tensor(labels, device: device).DetachFromDisposeScope();
        Length = shape.Aggregate(1, (product, dim) => product * dim);
    }

    /// <inheritdoc/>
    public int Count => (int)_labels.shape[0];

    /// <inheritdoc/>
    public int Length { get; }

    /// <inheritdoc/>
    public (Tensor Inputs, Tensor Labels) Batch(ReadOnlySpan<int> indices, int epoch)
    {
        var index = tensor(indices.ToArray(), dtype: ScalarType.Int64, device: _inputs.device);
        return (_inputs.index_select(0, index), _labels.index_select(0, index));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputs.Dispose();
        _labels.Dispose();
    }
}
