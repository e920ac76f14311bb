using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Augmentation;

/// <summary>Writes rows of interleaved samples to three planes, normalised.</summary>
internal static class PlaneWriter
{
    private const int Channels = 4;

    /// <summary>Writes one row.</summary>
    /// <param name="sums">Four floats a pixel.</param>
    /// <param name="share">The factor that makes a sum a mean.</param>
    /// <param name="plane">The number of samples in a plane.</param>
    /// <param name="destination">Begins at the row of the first plane.</param>
    public static void WriteRow(
        ReadOnlySpan<float> sums, float share, in Normalisation normalisation, int plane, Span<float> destination)
    {
        var count = sums.Length / Channels;
        ref var red = ref destination.Slice(normalisation.RedPlane * plane, count)[0];
        ref var green = ref destination.Slice(plane, count)[0];
        ref var blue = ref destination.Slice((2 - normalisation.RedPlane) * plane, count)[0];
        ref var source = ref MemoryMarshal.GetReference(sums);
        var scale = normalisation.Scale * share;
        var offset = normalisation.Mean * normalisation.Scale;
        var x = 0;
        if (Sse.IsSupported)
        {
            for (; x <= count - Channels; x += Channels)
            {
                ref var four = ref Unsafe.Add(ref source, x * Channels);
                var first = (Vector128.LoadUnsafe(ref four) * scale) - offset;
                var second = (Vector128.LoadUnsafe(ref four, 4) * scale) - offset;
                var third = (Vector128.LoadUnsafe(ref four, 8) * scale) - offset;
                var fourth = (Vector128.LoadUnsafe(ref four, 12) * scale) - offset;
                // Rows of pixels become rows of channels.
                var (redGreen, redGreenAfter) = (Sse.UnpackLow(first, second), Sse.UnpackLow(third, fourth));
                Sse.MoveLowToHigh(redGreen, redGreenAfter).StoreUnsafe(ref red, (nuint)x);
                Sse.MoveHighToLow(redGreenAfter, redGreen).StoreUnsafe(ref green, (nuint)x);
                Sse.MoveLowToHigh(Sse.UnpackHigh(first, second), Sse.UnpackHigh(third, fourth)).StoreUnsafe(ref blue, (nuint)x);
            }
        }

        for (; x < count; x++)
        {
            var value = (Vector128.LoadUnsafe(ref source, (nuint)(x * Channels)) * scale) - offset;
            Unsafe.Add(ref red, x) = value.GetElement(0);
            Unsafe.Add(ref green, x) = value.GetElement(1);
            Unsafe.Add(ref blue, x) = value.GetElement(2);
        }
    }
}
