using System.Runtime.CompilerServices;

namespace Transfer.Kernels;

/// <summary>The last steps of a convolution: 2x2 max pooling, bias, a map that is added, an activation that bounds the result.</summary>
/// <param name="Bias"><c>[K]</c>.</param>
/// <param name="Low">The smallest output.</param>
/// <param name="High">The largest output.</param>
/// <param name="HasAddend">Whether another map is added.</param>
/// <param name="IsPooled">Whether outputs are pooled; then no map is added.</param>
internal sealed unsafe record Epilogue(float[] Bias, float Low, float High, bool HasAddend, bool IsPooled)
{
    /// <summary>The number of outputs that become one, along an axis.</summary>
    public int Pool => IsPooled ? 2 : 1;

    /// <summary>Writes neighbouring outputs of a filter.</summary>
    /// <param name="source">As many numbers as outputs, or two lines of twice as many where they are pooled.</param>
    /// <param name="addend">The numbers that are added, or null.</param>
    /// <param name="target">Receives the outputs.</param>
    /// <param name="count">The number of outputs.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Write<TVectors, TVector>(int filter, Lines source, float* addend, float* target, int count)
        where TVectors : struct, IVectors<TVector>
        where TVector : unmanaged
    {
        float* line = source[0], below = source[1];
        TVector shift = TVectors.Create(Bias[filter]), low = TVectors.Create(Low), high = TVectors.Create(High);
        for (var i = 0; i < count; i += TVectors.Count)
        {
            var rest = count - i;
            TVector value;
            if (IsPooled)
            {
                float* pixels = line + (2 * i), pixelsBelow = below + (2 * i);
                value = TVectors.MaxOfPairs(
                    TVectors.Maximum(TVectors.Load(pixels), TVectors.Load(pixelsBelow)),
                    TVectors.Maximum(TVectors.Load(pixels + TVectors.Count), TVectors.Load(pixelsBelow + TVectors.Count)));
            }
            else
            {
                value = TVectors.Load(line + i);
            }

            value = TVectors.Add(value, shift);
            if (addend is not null)
            {
                value = TVectors.Add(value, rest < TVectors.Count ? TVectors.LoadFirst(addend + i, rest) : TVectors.Load(addend + i));
            }

            // A number that is none stays none.
            value = TVectors.Min(high, TVectors.Max(low, value));
            if (rest < TVectors.Count)
            {
                TVectors.StoreFirst(value, target + i, rest);
            }
            else
            {
                TVectors.Store(value, target + i);
            }
        }
    }
}
