using System.Numerics;

namespace Transfer.Pipeline.Folds;

/// <summary>
/// The difference hash of an image (Krawetz: "Kind of Like That", 2013), in both directions: whether each cell of a grey 8 x 8 grid is
/// darker than its right and its lower neighbour. Smaller, recompressed or slightly edited copies differ in a few of the 128 bits.
/// </summary>
/// <param name="Across">A bit for each cell and its right neighbour.</param>
/// <param name="Down">A bit for each cell and its lower neighbour.</param>
internal readonly record struct DifferenceHash(ulong Across, ulong Down)
{
    private const int Bits = 8;

    // Divisible into 8 cells and into 9.
    private const int Size = 72;

    private static readonly float[] Luma = [0.299f, 0.587f, 0.114f];

    /// <summary>The number of different bits, 0 to 128.</summary>
    public int Distance(DifferenceHash other) => BitOperations.PopCount(Across ^ other.Across) + BitOperations.PopCount(Down ^ other.Down);

    /// <summary>Computes the hash of a file; null when it cannot be read.</summary>
    public static DifferenceHash? Of(string path, Imaging imaging)
    {
        var loader = new ImageLoader(new Preprocessing(), Size) { Imaging = imaging };
        var pixels = new float[loader.ValueCount];
        if (!loader.Load(path, pixels).IsOk)
        {
            return null;
        }

        return Of(pixels, Size);
    }

    /// <summary>Computes the hash of pixels.</summary>
    /// <param name="pixels"><c>[3, size, size]</c>, red first.</param>
    /// <param name="size">A multiple of 72, which 8 and 9 divide.</param>
    public static DifferenceHash Of(ReadOnlySpan<float> pixels, int size)
    {
        var (wide, tall) = (Grid(pixels, size, Bits, Bits + 1), Grid(pixels, size, Bits + 1, Bits));
        var (across, down) = (0UL, 0UL);
        for (var i = 0; i < Bits * Bits; i++)
        {
            var (row, column) = Math.DivRem(i, Bits);
            across |= wide[row, column] < wide[row, column + 1] ? 1UL << i : 0;
            down |= tall[row, column] < tall[row + 1, column] ? 1UL << i : 0;
        }

        return new DifferenceHash(across, down);
    }

    /// <summary>The brightness of each cell of a grid.</summary>
    private static float[,] Grid(ReadOnlySpan<float> pixels, int size, int rows, int columns)
    {
        var (grid, height, width) = (new float[rows, columns], size / rows, size / columns);
        for (var i = 0; i < pixels.Length; i++)
        {
            var (channel, pixel) = Math.DivRem(i, size * size);
            var (y, x) = Math.DivRem(pixel, size);
            grid[y / height, x / width] += Luma[channel] * pixels[i];
        }

        return grid;
    }
}
