using System.Numerics.Tensors;

namespace Transfer.Pipeline.Audit;

/// <summary>Measures the pixels of an image that was resized to a square.</summary>
internal sealed class MeasuredPixels
{
    /// <summary>Height and width, as 8 and 9 divide them, which difference hashes need.</summary>
    public const int Size = 144;

    /// <summary>Height and width of the thumbnail.</summary>
    public const int ThumbnailSize = 36;

    private const int Area = Size * Size;
    private const int Levels = 64;
    private const float Extreme = 0.05f;
    private const float StrongEdge = 0.99f;
    private const float White = 245;

    // Compression changes the pixels of a border a little.
    private const float BorderTolerance = 14;

    private readonly float[] _rgb;
    private readonly float[] _luma = new float[Area];

    /// <param name="rgb"><c>[3, size, size]</c>, 0 to 255, red first.</param>
    public MeasuredPixels(float[] rgb)
    {
        _rgb = rgb;
        for (var i = 0; i < Area; i++)
        {
            _luma[i] = (0.299f * rgb[i]) + (0.587f * rgb[Area + i]) + (0.114f * rgb[(2 * Area) + i]);
        }
    }

    /// <summary>Computes the measures.</summary>
    public PixelMeasures Measure()
    {
        var sorted = _luma.ToArray();
        Array.Sort(sorted);
        var mean = TensorPrimitives.Sum<float>(_luma) / Area;
        var contrast = MathF.Sqrt(Math.Max(0, (TensorPrimitives.SumOfSquares<float>(_luma) / Area) - (mean * mean)));
        var (dark, bright) = (sorted[(int)(Area * Extreme)], sorted[(int)(Area * (1 - Extreme))]);
        return new PixelMeasures(
            mean, contrast, dark, bright, MeanOf(0), MeanOf(1), MeanOf(2), Saturation(), Sharpness(bright - dark), Entropy(), Border(),
            (float)_luma.Count(v => v >= White) / Area);
    }

    /// <summary>The mean brightness of cells, <c>[36, 36]</c>.</summary>
    public byte[] Thumbnail()
    {
        const int cell = Size / ThumbnailSize;
        var sums = new float[ThumbnailSize * ThumbnailSize];
        for (var i = 0; i < Area; i++)
        {
            var (y, x) = Math.DivRem(i, Size);
            sums[(y / cell * ThumbnailSize) + (x / cell)] += _luma[i];
        }

        return Array.ConvertAll(sums, sum => (byte)Math.Clamp(MathF.Round(sum / (cell * cell)), 0, 255));
    }

    /// <summary>The same pixels with left and right exchanged.</summary>
    public float[] Mirrored()
    {
        var mirrored = _rgb.ToArray();
        for (var row = 0; row < 3 * Size; row++)
        {
            mirrored.AsSpan(row * Size, Size).Reverse();
        }

        return mirrored;
    }

    private float MeanOf(int channel) => TensorPrimitives.Sum<float>(_rgb.AsSpan(channel * Area, Area)) / Area;

    private float Saturation()
    {
        var sum = 0f;
        for (var i = 0; i < Area; i++)
        {
            var (red, green, blue) = (_rgb[i], _rgb[Area + i], _rgb[(2 * Area) + i]);
            sum += Math.Max(red, Math.Max(green, blue)) - Math.Min(red, Math.Min(green, blue));
        }

        return sum / Area;
    }

    /// <summary>
    /// How strong the strongest edges are: a high quantile of the Laplacian's size over the range of the brightness (after Pech-Pacheco et
    /// al.: Diatom autofocusing in brightfield microscopy, ICPR 2000). Of a blurred image none is strong, however plain the rest is.
    /// </summary>
    private float Sharpness(float range)
    {
        var sizes = new List<float>((Size - 2) * (Size - 2));
        for (var y = 1; y < Size - 1; y++)
        {
            for (var i = (y * Size) + 1; i < ((y + 1) * Size) - 1; i++)
            {
                sizes.Add(Math.Abs((4 * _luma[i]) - _luma[i - 1] - _luma[i + 1] - _luma[i - Size] - _luma[i + Size]));
            }
        }

        sizes.Sort();
        return sizes[(int)(sizes.Count * StrongEdge)] / Math.Max(range, 1);
    }

    private float Entropy()
    {
        var counts = new int[Levels];
        foreach (var value in _luma)
        {
            counts[Math.Clamp((int)(value * Levels / 256), 0, Levels - 1)]++;
        }

        return (float)-counts.Where(c => c > 0).Sum(c => (double)c / Area * Math.Log2((double)c / Area));
    }

    /// <summary>The share of the area in rows and columns at the edges that have one colour.</summary>
    private float Border()
    {
        var (top, bottom) = (Edge(i => i * Size, 1), Edge(i => (Size - 1 - i) * Size, 1));
        var (left, right) = (Edge(i => i, Size), Edge(i => Size - 1 - i, Size));
        var inside = Math.Max(0, Size - top - bottom) * Math.Max(0, Size - left - right);
        return 1 - ((float)inside / Area);
    }

    /// <summary>The number of lines at an edge that have the colour of the first line's middle.</summary>
    /// <param name="start">The first pixel of a line, counted from the edge.</param>
    /// <param name="step">From a pixel of a line to the next.</param>
    private int Edge(Func<int, int> start, int step)
    {
        var middle = start(0) + (Size / 2 * step);
        for (var line = 0; line < Size / 2; line++)
        {
            for (var i = 0; i < Size; i++)
            {
                var at = start(line) + (i * step);
                for (var channel = 0; channel < 3; channel++)
                {
                    if (Math.Abs(_rgb[(channel * Area) + at] - _rgb[(channel * Area) + middle]) > BorderTolerance)
                    {
                        return line;
                    }
                }
            }
        }

        return Size / 2;
    }
}
