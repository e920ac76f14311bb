using System.Runtime.Intrinsics;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>How stacks of matrices of tiles, or of kernels, by channels lie in memory in Winograd's domain, and how they are multiplied.</summary>
/// <remarks>Implemented by structures, for which the compiler makes code of their own.</remarks>
internal interface IWinogradDomain
{
    /// <summary>The largest tile of outputs, along an axis, that the domain's precision bears.</summary>
    static abstract int MostOutputs { get; }

    /// <summary>Rows of a matrix that has a row a tile: some more, which are 0.</summary>
    static abstract int Rows(int tiles);

    /// <summary>Room for a stack; its values are whatever was there.</summary>
    static abstract Tensor Stack(long count, long rows, long columns);

    /// <summary>Numbers from one matrix of a stack to the next.</summary>
    static abstract long Stride(long rows, long columns);

    /// <summary>Where 16 channels begin in a matrix; <paramref name="column"/> is a multiple of 16.</summary>
    static abstract long Offset(long row, long column, long rows, long columns);

    /// <summary>16 numbers.</summary>
    static abstract Vector512<float> Load(nint stack, long index);

    /// <summary>16 numbers, rounded to what the domain holds.</summary>
    static abstract void Store(Vector512<float> values, nint stack, long index);

    /// <summary><c>[rows, inner] x [inner, columns]</c> for each matrix of the stacks.</summary>
    static abstract Tensor Multiply(Tensor left, Tensor right, int count, int rows, int inner, int columns);

    /// <summary><c>[inner, rows]^T x [inner, columns]</c> for each matrix of the stacks.</summary>
    static abstract Tensor MultiplyTransposed(Tensor left, Tensor right, int count, int inner, int rows, int columns);
}
