using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Transfer.Augmentation;

/// <summary>One walk over all pixels: add and limit, then a matrix, then limit to 0 to 255, then scale.</summary>
/// <param name="Shift">Added to all channels first.</param>
/// <param name="Low">The lowest value after the shift.</param>
/// <param name="High">The highest value after the shift.</param>
/// <param name="Matrix">For the row (red, green, blue, 1).</param>
internal readonly record struct LinearPass(float Shift, float Low, float High, Matrix4x4 Matrix)
{
    public static LinearPass Nothing => new(0, 0, 255, Matrix4x4.Identity);

    /// <summary>Adds to all channels, within the lowest and the highest value that the planes have.</summary>
    public static LinearPass Shifted(in RgbPlanes planes, float amount)
    {
        var (low, high) = (float.MaxValue, float.MinValue);
        for (var channel = 0; channel < 3; channel++)
        {
            var (lowest, highest) = PlaneStatistics.Extremes(planes[channel]);
            (low, high) = (Math.Min(low, lowest), Math.Max(high, highest));
        }

        return new(amount, low, high, Matrix4x4.Identity);
    }

    public LinearPass Then(in Matrix4x4 matrix) => this with { Matrix = Matrix * matrix };

    /// <summary>The mean colour after the shift and before the matrix.</summary>
    public Vector3 MeanBefore(in RgbPlanes planes) => new(
        PlaneStatistics.Mean(planes.Red, Shift, Low, High),
        PlaneStatistics.Mean(planes.Green, Shift, Low, High),
        PlaneStatistics.Mean(planes.Blue, Shift, Low, High));

    /// <summary>Changes the planes and gives every value x scale + offset.</summary>
    public void Apply(in RgbPlanes planes, Vector3 scale, Vector3 offset)
    {
        var count = planes.Red.Length;
        var whole = count - (count % Vector256<float>.Count);
        Run(planes.Red[..whole], planes.Green[..whole], planes.Blue[..whole], scale, offset);
        if (whole < count)
        {
            // The rest goes through the same arithmetic in vectors that are not full.
            Span<float> rest = stackalloc float[3 * Vector256<float>.Count];
            rest.Clear();
            for (var channel = 0; channel < 3; channel++)
            {
                planes[channel][whole..].CopyTo(rest[(channel * Vector256<float>.Count)..]);
            }

            Run(rest[..8], rest[8..16], rest[16..], scale, offset);
            for (var channel = 0; channel < 3; channel++)
            {
                rest.Slice(channel * Vector256<float>.Count, count - whole).CopyTo(planes[channel][whole..]);
            }
        }
    }

    private void Run(Span<float> red, Span<float> green, Span<float> blue, Vector3 scale, Vector3 offset)
    {
        ref var reds = ref MemoryMarshal.GetReference(red);
        ref var greens = ref MemoryMarshal.GetReference(green);
        ref var blues = ref MemoryMarshal.GetReference(blue);
        var (shift, low, high) = (Vector256.Create(Shift), Vector256.Create(Low), Vector256.Create(High));
        for (nuint index = 0; index < (nuint)red.Length; index += (nuint)Vector256<float>.Count)
        {
            var r = Vector256.Clamp(Vector256.LoadUnsafe(ref reds, index) + shift, low, high);
            var g = Vector256.Clamp(Vector256.LoadUnsafe(ref greens, index) + shift, low, high);
            var b = Vector256.Clamp(Vector256.LoadUnsafe(ref blues, index) + shift, low, high);
            var newRed = (r * Matrix.M11) + (g * Matrix.M21) + (b * Matrix.M31) + Vector256.Create(Matrix.M41);
            var newGreen = (r * Matrix.M12) + (g * Matrix.M22) + (b * Matrix.M32) + Vector256.Create(Matrix.M42);
            var newBlue = (r * Matrix.M13) + (g * Matrix.M23) + (b * Matrix.M33) + Vector256.Create(Matrix.M43);
            Finish(newRed, scale.X, offset.X).StoreUnsafe(ref reds, index);
            Finish(newGreen, scale.Y, offset.Y).StoreUnsafe(ref greens, index);
            Finish(newBlue, scale.Z, offset.Z).StoreUnsafe(ref blues, index);
        }
    }

    private static Vector256<float> Finish(Vector256<float> value, float scale, float offset) =>
        (Vector256.Clamp(value, Vector256<float>.Zero, Vector256.Create(255f)) * scale) + Vector256.Create(offset);
}
