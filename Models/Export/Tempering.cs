namespace Transfer.Models.Export;

/// <summary>Scales probabilities as if their logits were divided by a temperature.</summary>
internal static class Tempering
{
    // Below it a probability of float32 says nothing of its logit.
    private const double Least = 1e-7;

    /// <param name="outputs">Probabilities <c>[N, 1]</c>, of the second of two classes, or <c>[N, classes]</c>.</param>
    /// <param name="count">N.</param>
    /// <param name="temperature">The divisor of the logits, above 0.</param>
    /// <returns>A copy.</returns>
    public static float[] Apply(ReadOnlySpan<float> outputs, int count, double temperature)
    {
        var columns = outputs.Length / Math.Max(1, count);
        var result = new float[outputs.Length];
        for (var i = 0; i < count; i++)
        {
            var row = outputs.Slice(i * columns, columns);
            var sum = columns == 1 ? Power(row[0]) + Power(1 - row[0]) : 0;
            foreach (var value in columns == 1 ? [] : row)
            {
                sum += Power(value);
            }

            for (var j = 0; j < columns; j++)
            {
                result[(i * columns) + j] = (float)(Power(row[j]) / sum);
            }
        }

        return result;

        // A probability is the exponential of its logit, up to a factor that is the same for the whole row.
        double Power(double probability) => Math.Pow(Math.Max(probability, Least), 1 / temperature);
    }
}
