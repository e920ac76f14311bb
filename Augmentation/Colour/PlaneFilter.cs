using System.Numerics;

namespace Transfer.Augmentation;

/// <summary>Filters of one plane, which mix a pixel with those around it.</summary>
/// <remarks>Not thread-safe: it keeps its buffers from one plane to the next.</remarks>
internal sealed class PlaneFilter
{
    private float[] _copy = [];

    /// <summary>A Gaussian blur; what lies beside the plane is the plane mirrored at its edge.</summary>
    /// <param name="sigma">The standard deviation in pixels.</param>
    public void Blur(Span<float> plane, int width, int height, double sigma)
    {
        // Beyond three deviations lies less than 0.3 % of the weight.
        var reach = (int)Math.Ceiling(3 * sigma);
        Span<float> weights = stackalloc float[(2 * reach) + 1];
        var sum = 0.0;
        for (var offset = -reach; offset <= reach; offset++)
        {
            var weight = Math.Exp(-(offset * offset) / (2 * sigma * sigma));
            weights[offset + reach] = (float)weight;
            sum += weight;
        }

        foreach (ref var weight in weights)
        {
            weight = (float)(weight / sum);
        }

        var buffer = Buffer(plane.Length + width + (2 * reach));
        for (var y = 0; y < height; y++)
        {
            var target = buffer.Slice(y * width, width);
            target.Clear();
            for (var offset = -reach; offset <= reach; offset++)
            {
                AddScaled(plane.Slice(Mirror(y + offset, height) * width, width), weights[offset + reach], target);
            }
        }

        var row = buffer[plane.Length..];
        for (var y = 0; y < height; y++)
        {
            var source = buffer.Slice(y * width, width);
            source.CopyTo(row[reach..]);
            for (var beside = 1; beside <= reach; beside++)
            {
                row[reach - beside] = source[Mirror(-beside, width)];
                row[reach + width - 1 + beside] = source[Mirror(width - 1 + beside, width)];
            }

            var target = plane.Slice(y * width, width);
            target.Clear();
            for (var offset = 0; offset < weights.Length; offset++)
            {
                AddScaled(row.Slice(offset, width), weights[offset], target);
            }
        }
    }

    /// <summary>
    /// Moves each pixel away from (factor above 1) or towards (below 1) the mean of itself, counted five times, and its eight neighbours;
    /// the outermost pixels stay. What leaves 0 to 255 is brought back.
    /// </summary>
    public void Sharpen(Span<float> plane, int width, int height, float factor)
    {
        var copy = Buffer(plane.Length);
        plane.CopyTo(copy);
        for (var y = 1; y < height - 1; y++)
        {
            var (above, row, below) = ((y - 1) * width, y * width, (y + 1) * width);
            var x = 1;
            for (; x <= width - 1 - Vector<float>.Count; x += Vector<float>.Count)
            {
                var own = At(copy, row + x);
                var around = At(copy, above + x - 1) + At(copy, above + x) + At(copy, above + x + 1)
                    + At(copy, row + x - 1) + At(copy, row + x + 1)
                    + At(copy, below + x - 1) + At(copy, below + x) + At(copy, below + x + 1);
                var smooth = (around + (own * 5)) * (1f / 13);
                Vector.Clamp(smooth + ((own - smooth) * factor), Vector<float>.Zero, new Vector<float>(255)).CopyTo(plane[(row + x)..]);
            }

            for (; x < width - 1; x++)
            {
                var own = copy[row + x];
                var around = copy[above + x - 1] + copy[above + x] + copy[above + x + 1] + copy[row + x - 1] + copy[row + x + 1]
                    + copy[below + x - 1] + copy[below + x] + copy[below + x + 1];
                var smooth = (around + (own * 5)) * (1f / 13);
                plane[row + x] = Math.Clamp(smooth + ((own - smooth) * factor), 0, 255);
            }
        }
    }

    private static Vector<float> At(ReadOnlySpan<float> values, int index) => new(values[index..]);

    private Span<float> Buffer(int length)
    {
        if (_copy.Length < length)
        {
            _copy = new float[length];
        }

        return _copy.AsSpan(0, length);
    }

    private static void AddScaled(ReadOnlySpan<float> source, float weight, Span<float> target)
    {
        var index = 0;
        var factor = new Vector<float>(weight);
        for (; index <= source.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var sum = new Vector<float>(target[index..]) + (new Vector<float>(source[index..]) * factor);
            sum.CopyTo(target[index..]);
        }

        for (; index < source.Length; index++)
        {
            target[index] += weight * source[index];
        }
    }

    /// <summary>Brings an index back into [0, count) by mirroring at the edges, as often as needed.</summary>
    private static int Mirror(int index, int count)
    {
        var period = 2 * count;
        var within = ((index % period) + period) % period;
        return within < count ? within : period - 1 - within;
    }
}
