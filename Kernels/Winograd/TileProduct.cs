using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Kernels;

/// <summary>Multiplies small square tiles of 16 channels at once by a matrix and its transpose: <c>M X M^T</c>.</summary>
internal static unsafe class TileProduct
{
    /// <summary>The number of channels that are computed at once.</summary>
    public const int Channels = 16;

    /// <summary>The largest number of vectors of a tile.</summary>
    public const int MostVectors = MostSide * MostSide;

    private const int MostSide = 5;

    /// <param name="tile">columns x columns vectors.</param>
    /// <param name="result">Receives rows x rows vectors.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(MatrixView matrix, Vector512<float>* tile, Vector512<float>* result)
    {
        var (rows, columns) = (matrix.Rows, matrix.Columns);
        var half = stackalloc Vector512<float>[MostVectors];
        for (var x = 0; x < columns; x++)
        {
            Multiply(matrix, tile + x, columns, half + x, columns);
        }

        for (var i = 0; i < rows; i++)
        {
            Multiply(matrix, half + (i * columns), 1, result + (i * rows), 1);
        }
    }

    /// <summary>The matrix times one column or row of the tile, which stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(MatrixView matrix, Vector512<float>* source, int step, Vector512<float>* target, int targetStep)
    {
        var (rows, columns) = (matrix.Rows, matrix.Columns);
        var values = matrix.Values;
        var first = source[0];
        var second = source[step];
        var third = columns > 2 ? source[2 * step] : default;
        var fourth = columns > 3 ? source[3 * step] : default;
        var fifth = columns > 4 ? source[4 * step] : default;
        for (var i = 0; i < rows; i++)
        {
            var sum = Vector512.FusedMultiplyAdd(Vector512.Create(values[1]), second, Vector512.Create(values[0]) * first);
            if (columns > 2)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(values[2]), third, sum);
            }

            if (columns > 3)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(values[3]), fourth, sum);
            }

            if (columns > 4)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(values[4]), fifth, sum);
            }

            target[i * targetStep] = sum;
            values += columns;
        }
    }
}
