using System.Numerics;

namespace Transfer.Augmentation;

/// <summary>Changes of one plane that depend on the value alone, some of them with the plane's own statistics.</summary>
internal static class ToneCurve
{
    private const int Levels = 256;

    /// <summary>Keeps the upper bits of the eight.</summary>
    public static void Posterize(Span<float> plane, int bits)
    {
        var mask = 0xFF << (8 - bits);
        foreach (ref var value in plane)
        {
            value = Level(value) & mask;
        }
    }

    /// <summary>Inverts what is as bright as the threshold or brighter.</summary>
    public static void Solarize(Span<float> plane, float threshold)
    {
        var index = 0;
        for (; index <= plane.Length - Vector<float>.Count; index += Vector<float>.Count)
        {
            var values = new Vector<float>(plane[index..]);
            var bright = Vector.GreaterThanOrEqual(values, new Vector<float>(threshold));
            Vector.ConditionalSelect(bright, new Vector<float>(255) - values, values).CopyTo(plane[index..]);
        }

        foreach (ref var value in plane[index..])
        {
            value = value >= threshold ? 255 - value : value;
        }
    }

    /// <summary>Stretches the values so that the lowest is 0 and the highest 255; a plane of one value stays.</summary>
    public static void AutoContrast(Span<float> plane)
    {
        var (low, high) = PlaneStatistics.Extremes(plane);
        if (high <= low)
        {
            return;
        }

        var scale = 255 / (high - low);
        foreach (ref var value in plane)
        {
            value = (value - low) * scale;
        }
    }

    /// <summary>
    /// Makes all levels equally common: a level becomes the share of darker pixels, in steps so that the darkest becomes 0 and the
    /// brightest 255. A plane of one level stays.
    /// </summary>
    public static void Equalize(Span<float> plane)
    {
        Span<int> counts = stackalloc int[Levels];
        counts.Clear();
        foreach (var value in plane)
        {
            counts[Level(value)]++;
        }

        var brightest = counts.LastIndexOfAnyExcept(0);
        var step = (plane.Length - counts[brightest]) / (Levels - 1);
        if (step == 0)
        {
            return;
        }

        Span<float> curve = stackalloc float[Levels];
        var darker = step / 2;
        for (var level = 0; level < Levels; level++)
        {
            curve[level] = Math.Min(darker / step, Levels - 1);
            darker += counts[level];
        }

        foreach (ref var value in plane)
        {
            value = curve[Level(value)];
        }
    }

    private static int Level(float value) => Math.Clamp((int)(value + 0.5f), 0, Levels - 1);
}
