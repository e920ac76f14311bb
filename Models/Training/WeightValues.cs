using Transfer.Models.Onnx;

namespace Transfer.Models.Training;

/// <summary>Tells by their values constants that no training has made.</summary>
internal static class WeightValues
{
    // A mask adds so much that a softmax gives 0.
    private const double Masked = -1e4;

    private const double TableTolerance = 1e-3;
    private const int ShortestRow = 4;

    /// <summary>Whether a table has at most two different numbers, or is closed somewhere: a mask of attention.</summary>
    public static bool IsMask(TensorProto tensor)
    {
        var different = new HashSet<double>();
        return tensor.ToDoubles() is var values && (values.Any(v => v <= Masked)
            || values.All(v => !different.Add(v) || different.Count <= 2));
    }

    /// <summary>
    /// Whether a table has sines and cosines of positions, <c>[..., L, C]</c>: the squares of each row add up to C/2.
    /// </summary>
    public static bool AreSinusoids(TensorProto tensor)
    {
        var length = tensor.Dims.Count > 1 ? (int)tensor.Dims[^1] : 0;
        return length >= ShortestRow && length % 2 == 0 && tensor.ToDoubles().Chunk(length)
            .All(row => Math.Abs((2 * row.Sum(v => v * v) / length) - 1) < TableTolerance && row.All(v => Math.Abs(v) <= 1));
    }
}
