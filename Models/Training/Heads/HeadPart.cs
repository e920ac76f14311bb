using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>A layer of a head: <c>[N, F]</c> to <c>[N, G]</c>.</summary>
internal abstract class HeadPart(string name) : nn.Module<Tensor, Tensor>(name)
{
    /// <summary>The layer as ONNX nodes.</summary>
    /// <param name="input">The tensor that it reads.</param>
    /// <returns>The tensor that it gives.</returns>
    public abstract string Export(HeadNodes nodes, string input);

    /// <summary>A weight's numbers, row by row.</summary>
    public static float[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().cpu().contiguous().data<float>().ToArray();
    }
}
