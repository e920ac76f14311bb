using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Models;

/// <summary>Multiplies small square tiles of 16 channels at once from both sides by a matrix: <c>M X M^T</c>.</summary>
internal static unsafe class WinogradKernel
{
    /// <summary>Channels that go together.</summary>
    public const int Lanes = 16;

    /// <summary>The side of the largest tile.</summary>
    public const int MostSide = 5;

    /// <param name="matrix">rows x columns, row by row.</param>
    /// <param name="tile">columns x columns vectors.</param>
    /// <param name="result">Receives rows x rows vectors.</param>
    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sandwich(float* matrix, int rows, int columns, Vector512<float>* tile, Vector512<float>* result)
    {
        var half = stackalloc Vector512<float>[MostSide * MostSide];
        for (var x = 0; x < columns; x++)
        {
            Multiply(matrix, rows, columns, tile + x, columns, half + x, columns);
        }

        for (var i = 0; i < rows; i++)
        {
            Multiply(matrix, rows, columns, half + (i * columns), 1, result + (i * rows), 1);
        }
    }

    /// <summary>The matrix times one column or row of the tile, which stays in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Multiply(float* matrix, int rows, int columns, Vector512<float>* source, int step, Vector512<float>* target, int targetStep)
    {
        var first = source[0];
        var second = source[step];
        var third = columns > 2 ? source[2 * step] : default;
        var fourth = columns > 3 ? source[3 * step] : default;
        var fifth = columns > 4 ? source[4 * step] : default;
        for (var i = 0; i < rows; i++)
        {
            var sum = Vector512.FusedMultiplyAdd(Vector512.Create(matrix[1]), second, Vector512.Create(matrix[0]) * first);
            if (columns > 2)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(matrix[2]), third, sum);
            }

            if (columns > 3)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(matrix[3]), fourth, sum);
            }

            if (columns > 4)
            {
                sum = Vector512.FusedMultiplyAdd(Vector512.Create(matrix[4]), fifth, sum);
            }

            target[i * targetStep] = sum;
            matrix += columns;
        }
    }
}
