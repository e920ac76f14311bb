using System.Runtime.Intrinsics;

namespace Transfer.Kernels;

/// <summary>How stacks of matrices of transformed tiles, or kernels, by channels lie in memory.</summary>
/// <remarks>Implemented by structures, for which the compiler makes code of their own.</remarks>
internal interface IWinogradDomain
{
    /// <summary>The largest tile of outputs, along an axis, that the domain's precision allows.</summary>
    static abstract int MostOutputs { get; }

    /// <summary>Whether matrices are float32 in the panels of <see cref="StackProduct"/>, and not bfloat16 row by row.</summary>
    static abstract bool HasPanels { get; }

    /// <summary>Rows of a matrix that has a row a tile: some more, which are 0.</summary>
    static abstract int Rows(int tiles);

    /// <summary>The number of values from a matrix of a stack to the next.</summary>
    static abstract long Stride(long rows, long columns);

    /// <summary>Where 16 channels begin in a matrix; <paramref name="column"/> is a multiple of 16.</summary>
    static abstract long Offset(long row, long column, long rows, long columns);

    /// <summary>Loads 16 values.</summary>
    static abstract Vector512<float> Load(nint stack, long index);

    /// <summary>Stores 16 values, rounded to the domain's precision.</summary>
    static abstract void Store(Vector512<float> values, nint stack, long index);
}
