using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Transfer.Augmentation;

/// <summary>
/// Pixels to a square of normalised floats in one pass: a row of the result is summed from the source's rows, then its samples from
/// that row, which are scaled and written to the three planes. Everything stays in floats, so nothing is rounded to bytes on the way.
/// </summary>
/// <remarks>Not thread-safe: it keeps its buffers from one image to the next.</remarks>
internal sealed class Resampler
{
    private const int Channels = 4;

    private readonly ResampleAxis _columns = new();
    private readonly ResampleAxis _rows = new();
    private float[] _row = [];

    /// <summary>Fills <paramref name="destination"/>, <c>[3, size, size]</c>, from a part of an image.</summary>
    public void Run(
        DecodedImage image, in Rectangle part, Placement placement, in Normalisation normalisation, Span<float> destination)
    {
        var (size, stride) = (placement.Size, image.Width * Channels);
        _columns.Prepare(image.Width, part.Left, part.Width, size);
        _rows.Prepare(image.Height, part.Top, part.Height, size);
        var begin = _columns.Begin * Channels;
        var length = (_columns.End * Channels) - begin;
        // One vector more, so that the sums can always be written whole.
        if (_row.Length < length + Vector256<float>.Count)
        {
            _row = new float[length + Vector256<float>.Count];
        }

        var pixels = image.Rgba;
        for (var y = 0; y < size; y++)
        {
            SumRows(pixels[((_rows.First(y) * stride) + begin)..], stride, _rows.Weights(y), _row.AsSpan(0, length));
            WriteRow(placement with { Origin = placement.Origin + (y * placement.AlongColumn) }, normalisation, destination);
        }
    }

    /// <summary>Weighted sum of a few rows of bytes.</summary>
    // Compiled once and fully: a run is over before the runtime has found out how hot these loops are.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumRows(ReadOnlySpan<byte> pixels, int stride, ReadOnlySpan<float> weights, Span<float> sums)
    {
        // The last row's last sample must lie inside; the loops below read through references.
        _ = pixels[((weights.Length - 1) * stride) + sums.Length - 1];
        ref var source = ref MemoryMarshal.GetReference(pixels);
        ref var target = ref MemoryMarshal.GetReference(sums);
        var index = 0;
        for (; index <= sums.Length - Vector128<byte>.Count; index += Vector128<byte>.Count)
        {
            var low = Vector256<float>.Zero;
            var high = Vector256<float>.Zero;
            for (var row = 0; row < weights.Length; row++)
            {
                var bytes = Vector128.LoadUnsafe(ref source, (nuint)((row * stride) + index));
                var words = Vector256.WidenLower(bytes.ToVector256Unsafe()).AsInt16();
                var upper = Vector256.WidenLower(Vector128.Shuffle(bytes, UpperHalf).ToVector256Unsafe()).AsInt16();
                var weight = Vector256.Create(weights[row]);
                low = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(Vector256.WidenLower(words)), weight, low);
                high = Vector256.MultiplyAddEstimate(Vector256.ConvertToSingle(Vector256.WidenLower(upper)), weight, high);
            }

            low.StoreUnsafe(ref target, (nuint)index);
            high.StoreUnsafe(ref target, (nuint)(index + Vector256<float>.Count));
        }

        for (; index < sums.Length; index++)
        {
            var sum = 0f;
            for (var row = 0; row < weights.Length; row++)
            {
                sum = float.MultiplyAddEstimate(Unsafe.Add(ref source, (row * stride) + index), weights[row], sum);
            }

            Unsafe.Add(ref target, index) = sum;
        }
    }

    private static Vector128<byte> UpperHalf => Vector128.Create((byte)8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteRow(Placement placement, in Normalisation normalisation, Span<float> destination)
    {
        var size = placement.Size;
        var planes = RgbPlanes.Of(destination, size * size, normalisation.RedPlane);
        var red = planes.Red;
        var green = planes.Green;
        var blue = planes.Blue;
        var begin = _columns.Begin;
        var target = placement.Origin;
        for (var x = 0; x < size; x++)
        {
            var weights = _columns.Weights(x);
            ref var source = ref _row[(_columns.First(x) - begin) * Channels];
            var sum = Vector128<float>.Zero;
            for (var sample = 0; sample < weights.Length; sample++)
            {
                var pixel = Vector128.LoadUnsafe(ref source, (nuint)(sample * Channels));
                sum = Vector128.MultiplyAddEstimate(pixel, Vector128.Create(weights[sample]), sum);
            }

            var value = (sum - normalisation.Mean) * normalisation.Scale;
            red[target] = value.GetElement(0);
            green[target] = value.GetElement(1);
            blue[target] = value.GetElement(2);
            target += placement.AlongRow;
        }
    }
}
