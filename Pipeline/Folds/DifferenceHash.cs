using System.Numerics;
using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>
/// What an image looks like in 128 bits: of a grey one with 8 by 8 places, whether each is darker than the one to its right and than the one below (the
/// difference hash of Krawetz, "Kind of Like That", 2013, in both directions). Smaller, recompressed or slightly edited copies differ in a few bits.
/// </summary>
/// <param name="Across">A bit for each place and the one to its right.</param>
/// <param name="Down">A bit for each place and the one below.</param>
internal readonly record struct DifferenceHash(ulong Across, ulong Down)
{
    private const int Bits = 8;

    // Eight places of nine pixels and nine places of eight pixels.
    private const int Size = 72;

    private static readonly float[] Luma = [0.299f, 0.587f, 0.114f];

    /// <summary>How many bits differ, 0 to 128.</summary>
    public int Distance(DifferenceHash other) => BitOperations.PopCount(Across ^ other.Across) + BitOperations.PopCount(Down ^ other.Down);

    /// <summary>The hash of a file.</summary>
    /// <returns>Null where it cannot be read.</returns>
    public static DifferenceHash? Of(string path, Imaging imaging)
    {
        var loader = new ImageLoader(new Preprocessing(), Size) { Imaging = imaging };
        var pixels = new float[loader.ValueCount];
        if (!loader.Load(path, pixels).IsOk)
        {
            return null;
        }

        var (wide, tall) = (Grid(pixels, Bits, Bits + 1), Grid(pixels, Bits + 1, Bits));
        var (across, down) = (0UL, 0UL);
        for (var i = 0; i < Bits * Bits; i++)
        {
            var (row, column) = Math.DivRem(i, Bits);
            across |= wide[row, column] < wide[row, column + 1] ? 1UL << i : 0;
            down |= tall[row, column] < tall[row + 1, column] ? 1UL << i : 0;
        }

        return new DifferenceHash(across, down);
    }

    /// <summary>Mean brightness of the places of a grid.</summary>
    private static float[,] Grid(float[] pixels, int rows, int columns)
    {
        var (grid, height, width) = (new float[rows, columns], Size / rows, Size / columns);
        for (var i = 0; i < pixels.Length; i++)
        {
            var (channel, pixel) = Math.DivRem(i, Size * Size);
            var (y, x) = Math.DivRem(pixel, Size);
            grid[y / height, x / width] += Luma[channel] * pixels[i];
        }

        return grid;
    }
}
