using Transfer.Kernels;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Products of stacks of matrices in a Winograd domain; all sum in float32.</summary>
internal interface IWinogradProducts
{
    /// <summary>Creates a stack; its values are not set.</summary>
    static abstract Tensor Stack(int count, int rows, int columns);

    /// <summary><c>[rows, inner] x [inner, columns]</c> for each matrix of the stacks.</summary>
    static abstract Tensor Multiply(Tensor left, Tensor right, StackSize size);

    /// <summary><c>[inner, rows]^T x [inner, columns]</c> for each matrix of the stacks.</summary>
    static abstract Tensor MultiplyTransposed(Tensor left, Tensor right, StackSize size);
}
