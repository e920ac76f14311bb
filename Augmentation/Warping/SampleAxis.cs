using System.Runtime.Intrinsics;

namespace Transfer.Augmentation;

/// <summary>Positions along one axis of the decoded image, as the first of two neighbouring samples and the weight of the second.</summary>
internal readonly struct SampleAxis(int count, double exact, bool reflects)
{
    /// <summary>The number of positions that are located at once.</summary>
    public const int Lanes = 8;

    private static readonly Vector256<float> Indices = Vector256.Create(0f, 1, 2, 3, 4, 5, 6, 7);

    private readonly float _last = count - 1;
    private readonly float _exact = (float)exact;
    private readonly int _lastPair = count - 2;

    /// <summary>Locates start, start + step and so on. Every result is a sample that has a next one, whatever the positions are.</summary>
    public Vector256<int> Locate(double start, double step, out Vector256<float> part)
    {
        var position = Vector256.MultiplyAddEstimate(Indices, Vector256.Create((float)step), Vector256.Create((float)start));
        if (reflects)
        {
            var period = Vector256.Create(2 * _exact);
            var half = Vector256.Create(0.5f);
            var along = position + half;
            along -= period * Vector256.Floor(along / period);
            position = Vector256.Min(along, period - along) - half;
        }

        position = Vector256.Clamp(position, Vector256<float>.Zero, Vector256.Create(_last));
        var first = Vector256.Min(Vector256.ConvertToInt32(position), Vector256.Create(_lastPair));
        part = position - Vector256.ConvertToSingle(first);
        return first;
    }
}
