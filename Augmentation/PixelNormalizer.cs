namespace Transfer.Augmentation;

/// <summary>Turns interleaved RGBA bytes into planes of floats, by a table of 256 values per channel.</summary>
internal sealed class PixelNormalizer
{
    private readonly float[][] _tables;
    private readonly int[] _sources;

    public PixelNormalizer(Preprocessing preprocessing)
    {
        _tables =
        [
            Table(preprocessing.Mean.First, preprocessing.Std.First),
            Table(preprocessing.Mean.Second, preprocessing.Std.Second),
            Table(preprocessing.Mean.Third, preprocessing.Std.Third),
        ];
        _sources = preprocessing.Order == ChannelOrder.Rgb ? [0, 1, 2] : [2, 1, 0];
    }

    /// <param name="rgba"><c>[H, W, 4]</c>.</param>
    /// <param name="pixels">H * W.</param>
    /// <param name="destination">Receives <c>[3, H, W]</c>.</param>
    public void Write(ReadOnlySpan<byte> rgba, int pixels, Span<float> destination)
    {
        for (var channel = 0; channel < 3; channel++)
        {
            var table = _tables[channel];
            var plane = destination.Slice(channel * pixels, pixels);
            for (int i = 0, j = _sources[channel]; i < plane.Length; i++, j += 4)
            {
                plane[i] = table[rgba[j]];
            }
        }
    }

    private static float[] Table(float mean, float std)
    {
        var table = new float[256];
        for (var value = 0; value < table.Length; value++)
        {
            table[value] = (value - mean) / std;
        }

        return table;
    }
}
