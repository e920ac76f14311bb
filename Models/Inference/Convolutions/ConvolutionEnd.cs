using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Transfer.Models;

/// <summary>The last steps of a convolution: the largest of 2x2 outputs, bias, another map, an activation that bounds the result.</summary>
/// <param name="Bias"><c>[K]</c>.</param>
/// <param name="Low">What smaller outputs become.</param>
/// <param name="High">What larger outputs become.</param>
/// <param name="HasAddend">Whether another map is added.</param>
/// <param name="IsPooled">Whether each 2x2 outputs become one, their largest; then no map is added.</param>
internal sealed unsafe record ConvolutionEnd(float[] Bias, float Low, float High, bool HasAddend, bool IsPooled)
{
    /// <summary>Writes neighbouring outputs of a filter.</summary>
    /// <param name="source">As many numbers as outputs, or twice as many where they are pooled.</param>
    /// <param name="below">The line that is pooled with the source.</param>
    /// <param name="addend">What is added, or null.</param>
    /// <param name="target">Receives the outputs.</param>
    /// <param name="count">How many outputs.</param>
    public void Write(int filter, float* source, float* below, float* addend, float* target, int count)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Write<WideVectors, Vector512<float>>(filter, source, below, addend, target, count);
        }
        else
        {
            Write<NarrowVectors, Vector256<float>>(filter, source, below, addend, target, count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Write<T, TVector>(int filter, float* source, float* below, float* addend, float* target, int count)
        where T : struct, IVectors<TVector>
        where TVector : struct
    {
        TVector shift = T.Create(Bias[filter]), low = T.Create(Low), high = T.Create(High);
        for (var i = 0; i < count; i += T.Count)
        {
            var rest = count - i;
            TVector value;
            if (IsPooled)
            {
                var pixels = source + (2 * i);
                var pixelsBelow = below + (2 * i);
                value = T.MaxOfPairs(T.Max(T.Load(pixels), T.Load(pixelsBelow)), T.Max(T.Load(pixels + T.Count), T.Load(pixelsBelow + T.Count)));
            }
            else
            {
                value = T.Load(source + i);
            }

            value = T.Add(value, shift);
            if (addend is not null)
            {
                value = T.Add(value, rest < T.Count ? T.LoadFirst(addend + i, rest) : T.Load(addend + i));
            }

            value = T.Min(T.Max(value, low), high);
            if (rest < T.Count)
            {
                T.StoreFirst(value, target + i, rest);
            }
            else
            {
                T.Store(value, target + i);
            }
        }
    }
}
