using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Inputs and classes in memory, owned by this object.</summary>
public sealed class LabelledTensors : IDisposable
{
    /// <summary>Takes over values; they are moved to the device, not copied where they are on it already.</summary>
    /// <param name="values">All inputs one after another; must not be changed afterwards.</param>
    /// <param name="shape">The shape of one input, such as <c>[F]</c> or <c>[3, H, W]</c>.</param>
    /// <param name="labels">The class of each input.</param>
    /// <param name="device">Where training runs.</param>
    public LabelledTensors(float[] values, IReadOnlyList<int> shape, long[] labels, torch.Device device)
    {
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        Inputs = frombuffer(values, ScalarType.Float32).reshape([labels.Length, .. shape.Select(d => (long)d)]).to(device).DetachFromDisposeScope();
        Labels = tensor(labels, device: device).DetachFromDisposeScope();
    }

    /// <summary><c>[N, ...]</c>.</summary>
    public Tensor Inputs { get; }

    /// <summary><c>[N]</c>, int64.</summary>
    public Tensor Labels { get; }

    /// <summary>N.</summary>
    public int Count => (int)Labels.shape[0];

    /// <inheritdoc/>
    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }
}
