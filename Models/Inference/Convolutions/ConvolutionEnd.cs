using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Models;

/// <summary>The last step of a convolution: bias, another map, an activation that bounds the result.</summary>
/// <param name="Bias"><c>[K]</c>.</param>
/// <param name="Low">What smaller outputs become.</param>
/// <param name="High">What larger outputs become.</param>
/// <param name="HasAddend">Whether another map is added.</param>
internal sealed record ConvolutionEnd(float[] Bias, float Low, float High, bool HasAddend)
{
    /// <summary>Writes neighbouring outputs of a filter.</summary>
    /// <param name="addend">What is added, or null.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public unsafe void Write(int filter, float* source, float* addend, float* target, int count)
    {
        var bias = Bias[filter];
        var (shift, low, high) = (Vector256.Create(bias), Vector256.Create(Low), Vector256.Create(High));
        var i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            var value = Vector256.Load(source + i) + shift;
            if (addend is not null)
            {
                value += Vector256.Load(addend + i);
            }

            Avx.Min(Avx.Max(value, low), high).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] = Math.Min(Math.Max(source[i] + bias + (addend is null ? 0 : addend[i]), Low), High);
        }
    }
}
