using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>A layer of a head: <c>[N, F]</c> to <c>[N, G]</c>.</summary>
internal abstract class HeadPart(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The layer as ONNX nodes.</summary>
    /// <param name="input">The name of its input.</param>
    /// <returns>The name of its output.</returns>
    public abstract string Export(AddedNodes nodes, string input);

    /// <summary>The values of a weight, row by row.</summary>
    public static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }
}
