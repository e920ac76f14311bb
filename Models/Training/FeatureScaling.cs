namespace Transfer.Models.Training;

/// <summary>
/// Scales features to mean 0 and a common range, so that one learning rate suits every backbone: <c>(x - Mean) * Scale</c>.
/// </summary>
/// <param name="Mean">The mean of each feature over the training images, <c>[F]</c>.</param>
/// <param name="Scale">
/// The reciprocal of each feature's standard deviation, or of three times the mean standard deviation where that is larger, <c>[F]</c>.
/// </param>
public sealed record FeatureScaling(float[] Mean, float[] Scale)
{
    // Only features that vary far more than the others get a scale of their own. The network has learnt which features vary little, and
    // enlarging those costs accuracy on every backbone tried.
    private const double SmallestShare = 3;

    /// <summary>Measures the scaling on training features.</summary>
    /// <param name="row">Returns the features of an image, <c>[F]</c>.</param>
    /// <param name="rows">The number of images, at least 1.</param>
    /// <param name="length">F.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="rows"/> is less than 1.</exception>
    public static FeatureScaling Measure(Func<int, ReadOnlySpan<float>> row, int rows, int length)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        var mean = new double[length];
        var squares = new double[length];
        for (var i = 0; i < rows; i++)
        {
            var values = row(i);
            for (var j = 0; j < length; j++)
            {
                // Welford's update: stable in one pass.
                var delta = values[j] - mean[j];
                mean[j] += delta / (i + 1);
                squares[j] += delta * (values[j] - mean[j]);
            }
        }

        var deviation = Array.ConvertAll(squares, s => Math.Sqrt(s / rows));
        var floor = Math.Max(deviation.Average() * SmallestShare, 1e-6);
        return new FeatureScaling(Array.ConvertAll(mean, m => (float)m), Array.ConvertAll(deviation, d => (float)(1 / Math.Max(d, floor))));
    }
}
