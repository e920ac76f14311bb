using System.Numerics.Tensors;

namespace Transfer.Models.Quantization;

/// <summary>The values of one activation on calibration images: first their range, then how often each part of it occurs.</summary>
internal sealed class ActivationHistogram
{
    private const int Bins = 2048;
    private const double CutOff = 1e-4;

    // Of eight bits, one is the sign of the values that are usual.
    private const int Levels = 128;
    private const int Step = 16;

    private readonly long[] _counts = new long[Bins];
    private float _low;
    private float _high;

    /// <summary>Widens the range; zero is always in it, since padding is zero.</summary>
    public void Widen(ReadOnlySpan<float> values) =>
        (_low, _high) = (Math.Min(_low, TensorPrimitives.Min(values)), Math.Max(_high, TensorPrimitives.Max(values)));

    /// <summary>Counts values; the range is that of the same values.</summary>
    public void Count(ReadOnlySpan<float> values)
    {
        var scale = _high > _low ? (Bins - 1) / (_high - _low) : 0;
        foreach (var value in values)
        {
            _counts[Math.Clamp((int)((value - _low) * scale), 0, Bins - 1)]++;
        }
    }

    /// <summary>The range of a method; zero is in it.</summary>
    public (float Low, float High) Range(CalibrationMethod method) => method switch
    {
        CalibrationMethod.Percentile => Percentile(),
        CalibrationMethod.Entropy => Entropy(),
        _ => (_low, _high),
    };

    private float ValueOf(int bin) => _low + ((_high - _low) * bin / (Bins - 1));

    private (float Low, float High) Percentile()
    {
        var (total, below, first) = (_counts.Sum(), 0L, 0);
        while (first < Bins - 1 && below + _counts[first] < total * CutOff / 2)
        {
            below += _counts[first++];
        }

        var (above, last) = (0L, Bins - 1);
        while (last > 0 && above + _counts[last] < total * CutOff / 2)
        {
            above += _counts[last--];
        }

        return (Math.Min(0, ValueOf(first)), Math.Max(0, ValueOf(last)));
    }

    private (float Low, float High) Entropy()
    {
        var largest = Math.Max(-_low, _high);
        var sizes = new double[Bins];
        for (var bin = 0; bin < Bins; bin++)
        {
            var at = largest > 0 ? (int)(Math.Abs(ValueOf(bin)) / largest * (Bins - 1)) : 0;
            sizes[at] += _counts[bin];
        }

        // Zeros are many behind a ReLU, and exact at any step.
        sizes[0] = 0;
        var (best, chosen) = (double.PositiveInfinity, Bins);
        for (var length = Levels; length <= Bins; length += Step)
        {
            var divergence = Divergence(sizes, length);
            if (divergence < best)
            {
                (best, chosen) = (divergence, length);
            }
        }

        var limit = largest * chosen / Bins;
        return (Math.Max(_low, -limit), Math.Min(_high, limit));
    }

    /// <summary>The divergence of the values up to a length, and those beyond it at its end, from the same in few steps.</summary>
    private static double Divergence(double[] sizes, int length)
    {
        var reference = sizes[..length];
        reference[^1] += sizes[length..].Sum();
        var coarse = new double[length];
        for (var level = 0; level < Levels; level++)
        {
            var (from, to) = (level * length / Levels, (level + 1) * length / Levels);
            var (sum, filled) = (0.0, 0);
            for (var i = from; i < to; i++)
            {
                sum += sizes[i];
                filled += reference[i] > 0 ? 1 : 0;
            }

            for (var i = from; i < to && filled > 0; i++)
            {
                coarse[i] = reference[i] > 0 ? sum / filled : 0;
            }
        }

        var (total, kept, divergence) = (reference.Sum(), coarse.Sum(), 0.0);
        for (var i = 0; i < length; i++)
        {
            if (reference[i] > 0)
            {
                var share = reference[i] / total;
                divergence += share * Math.Log(share / Math.Max(coarse[i] / Math.Max(kept, 1e-12), 1e-12));
            }
        }

        return divergence;
    }
}
