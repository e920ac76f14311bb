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
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Sandwich(float* matrix, int rows, int columns, Vector512<float>* tile, Vector512<float>* result)
    {
        var half = stackalloc Vector512<float>[MostSide * MostSide];
        for (var i = 0; i < rows; i++)
        {
            for (var x = 0; x < columns; x++)
            {
                var sum = Vector512.Create(matrix[i * columns]) * tile[x];
                for (var k = 1; k < columns; k++)
                {
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(matrix[(i * columns) + k]), tile[(k * columns) + x], sum);
                }

                half[(i * columns) + x] = sum;
            }
        }

        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < rows; j++)
            {
                var sum = Vector512.Create(matrix[j * columns]) * half[i * columns];
                for (var k = 1; k < columns; k++)
                {
                    sum = Vector512.FusedMultiplyAdd(Vector512.Create(matrix[(j * columns) + k]), half[(i * columns) + k], sum);
                }

                result[(i * rows) + j] = sum;
            }
        }
    }
}
