using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Transfer.Augmentation;

/// <summary>
/// One axis of a resampling with the triangle filter: which source samples make a target sample, and with which weights. When
/// shrinking, the triangle is as wide as two target samples, so that every source sample counts and nothing aliases; when
/// enlarging it is linear interpolation. (Heckbert: Fundamentals of Texture Mapping and Image Warping, 1989, section 3.)
/// </summary>
internal sealed class ResampleAxis
{
    private int[] _first = [];
    private int[] _count = [];
    private float[] _weights = [];
    private int _stride;

    /// <summary>The first source sample that any target sample needs.</summary>
    public int Begin => _first[0];

    /// <summary>One past the last source sample that any target sample needs.</summary>
    public int End { get; private set; }

    /// <summary>Prepares <paramref name="target"/> samples of the interval [start, start + length) of the source.</summary>
    /// <param name="source">The number of samples of the source; nothing beyond them is used.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Prepare(int source, double start, double length, int target)
    {
        var step = length / target;
        var reach = Math.Max(step, 1);
        _stride = (int)Math.Ceiling(2 * reach) + 1;
        if (_first.Length < target)
        {
            _first = new int[target];
            _count = new int[target];
        }

        if (_weights.Length < target * _stride)
        {
            _weights = new float[target * _stride];
        }

        for (var index = 0; index < target; index++)
        {
            var centre = start + ((index + 0.5) * step) - 0.5;
            var begin = Math.Clamp((int)Math.Floor(centre - reach) + 1, 0, source - 1);
            var end = Math.Clamp((int)Math.Ceiling(centre + reach), begin + 1, source);
            var weights = _weights.AsSpan(index * _stride, end - begin);
            var sum = 0.0;
            for (var sample = begin; sample < end; sample++)
            {
                var weight = Math.Max(0, 1 - (Math.Abs(sample - centre) / reach));
                weights[sample - begin] = (float)weight;
                sum += weight;
            }

            Normalise(weights, sum);
            _first[index] = begin;
            _count[index] = end - begin;
            End = end;
        }
    }

    public int First(int target) => _first[target];

    public ReadOnlySpan<float> Weights(int target) =>
        MemoryMarshal.CreateReadOnlySpan(ref _weights[target * _stride], _count[target]);

    private static void Normalise(Span<float> weights, double sum)
    {
        foreach (ref var weight in weights)
        {
            weight = sum > 0 ? (float)(weight / sum) : 1f / weights.Length;
        }
    }
}
