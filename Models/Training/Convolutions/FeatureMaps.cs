using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>The values of a tensor <c>[N, C, H, W]</c> on the processor, in that order.</summary>
internal sealed class FeatureMaps(Tensor tensor)
{
    public float[] Values { get; } = tensor.detach().to(ScalarType.Float32).cpu().contiguous().data<float>().ToArray();

    public int Count { get; } = (int)tensor.shape[0];

    public int Channels { get; } = (int)tensor.shape[1];

    public int Height { get; } = (int)tensor.shape[2];

    public int Width { get; } = (int)tensor.shape[3];

    /// <summary>Height times width.</summary>
    public int Area => Height * Width;
}
