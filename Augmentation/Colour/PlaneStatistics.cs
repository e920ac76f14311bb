using System.Numerics;
using System.Runtime.Intrinsics;

namespace Transfer.Augmentation;

/// <summary>Statistics of a whole plane, which some changes of its pixels need.</summary>
internal static class PlaneStatistics
{
    public static (float Low, float High) Extremes(ReadOnlySpan<float> plane)
    {
        var (low, high) = (new Vector<float>(plane[0]), new Vector<float>(plane[0]));
        var index = 0;
        for (; index <= plane.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var values = new Vector<float>(plane[index..]);
            (low, high) = (Vector.Min(low, values), Vector.Max(high, values));
        }

        var (lowest, highest) = (plane[0], plane[0]);
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            (lowest, highest) = (Math.Min(lowest, low[lane]), Math.Max(highest, high[lane]));
        }

        foreach (var value in plane[index..])
        {
            (lowest, highest) = (Math.Min(lowest, value), Math.Max(highest, value));
        }

        return (lowest, highest);
    }

    /// <summary>The mean of the values after a shift within limits.</summary>
    public static float Mean(ReadOnlySpan<float> plane, float shift, float low, float high)
    {
        // Eight sums whatever the machine's vectors are, so that the result is the same everywhere; in blocks, so that they stay exact.
        const int block = 1024;
        var sum = 0.0;
        for (var start = 0; start < plane.Length; start += block)
        {
            var part = plane.Slice(start, Math.Min(block, plane.Length - start));
            var sums = Vector256<float>.Zero;
            var index = 0;
            for (; index <= part.Length - Vector256<float>.Count; index += Vector256<float>.Count)
            {
                var values = Vector256.Create(part[index..]) + Vector256.Create(shift);
                sums += Vector256.Clamp(values, Vector256.Create(low), Vector256.Create(high));
            }

            for (var lane = 0; lane < Vector256<float>.Count; lane++)
            {
                sum += sums[lane];
            }

            foreach (var value in part[index..])
            {
                sum += Math.Clamp(value + shift, low, high);
            }
        }

        return (float)(sum / plane.Length);
    }
}
