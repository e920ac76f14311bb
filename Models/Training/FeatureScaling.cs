namespace Transfer.Models;

/// <summary>Brings features to mean 0 and a common range, so that one learning rate suits every backbone: <c>(x - Mean) * Scale</c>.</summary>
/// <param name="Mean">The mean of each feature over the training images, <c>[F]</c>.</param>
/// <param name="Scale">One over the deviation of each feature or three times the mean deviation, whichever deviation is larger, <c>[F]</c>.</param>
public sealed record FeatureScaling(float[] Mean, float[] Scale)
{
    // Most features share one scale, and only those that vary far more than the mean one get their own: which features vary little
    // is something that the network knows, and to blow them up costs accuracy on every backbone tried.
    private const double SmallestShare = 3;

    /// <summary>Measures the scaling on training features.</summary>
    /// <param name="row">Gives the features of an image, <c>[F]</c>.</param>
    /// <param name="rows">How many images, at least one.</param>
    /// <param name="length">F.</param>
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
