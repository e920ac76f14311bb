using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Inputs with their classes or values in memory, as tensors that this object owns.</summary>
public sealed class TensorDataset : IBatchSource
{
    private readonly Tensor _inputs;
    private readonly Tensor _targets;

    /// <summary>Creates a dataset of inputs with classes. Values are not copied, except to a device that is not the processor.</summary>
    /// <param name="values">All inputs one after another; must not be changed afterwards.</param>
    /// <param name="shape">The shape of one input, such as <c>[F]</c> or <c>[3, H, W]</c>.</param>
    /// <param name="labels">The class of each input.</param>
    /// <param name="device">The device that trains.</param>
    public TensorDataset(float[] values, IReadOnlyList<int> shape, long[] labels, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        (Values, Labels) = (values, labels);
        (_inputs, Length) = Inputs(values, shape, device);
        _targets = tensor(labels, device: device).DetachFromDisposeScope();
    }

    /// <summary>Creates a dataset of inputs with values, or with labels of 0 and 1.</summary>
    /// <param name="values">All inputs one after another; must not be changed afterwards.</param>
    /// <param name="shape">The shape of one input.</param>
    /// <param name="targets">The targets of each input one after another, <c>[N, K]</c>; must not be changed afterwards.</param>
    /// <param name="columns">K.</param>
    /// <param name="device">The device that trains.</param>
    public TensorDataset(float[] values, IReadOnlyList<int> shape, float[] targets, int columns, torch.Device device)
    {
        using var scope = NewDisposeScope();
        (Values, Targets) = (values, targets);
        (_inputs, Length) = Inputs(values, shape, device);
        _targets = frombuffer(targets, ScalarType.Float32).reshape(-1, columns).to(device).DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public int Count => (int)_targets.shape[0];

    /// <inheritdoc/>
    public int Length { get; }

    /// <summary>All inputs one after another.</summary>
    internal float[] Values { get; }

    /// <summary>The class of each input; null where there are values.</summary>
    internal long[]? Labels { get; }

    /// <summary>The labels or values of all inputs, <c>[N, K]</c>; null where there are classes.</summary>
    internal float[]? Targets { get; }

    /// <inheritdoc/>
    public (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch)
    {
        var index = tensor(indices.ToArray(), dtype: ScalarType.Int64, device: _inputs.device);
        return (_inputs.index_select(0, index), _targets.index_select(0, index));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputs.Dispose();
        _targets.Dispose();
    }

    private static (Tensor Inputs, int Length) Inputs(float[] values, IReadOnlyList<int> shape, torch.Device device)
    {
        var length = shape.Product();
        var inputs = frombuffer(values, ScalarType.Float32).reshape([values.Length / length, .. shape.Select(d => (long)d)]);
        return (inputs.to(device).DetachFromDisposeScope(), length);
    }
}
