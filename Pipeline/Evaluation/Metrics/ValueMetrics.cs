namespace Transfer.Pipeline.Evaluation;

/// <summary>The metrics of values: of each value, and of all of them.</summary>
internal static class ValueMetrics
{
    public static MetricSet Of(Predictions predictions, int[] columns)
    {
        (float[] Outputs, float[] Targets)[] values =
            [.. columns.Select(column => (predictions.Column(column), predictions.TargetColumn(column)))];
        return new MetricSet
        {
            Count = predictions.Count,
            Names = predictions.Task.Metrics,
            Compute = weights => Mean(Array.ConvertAll(values, v => Compute(v.Outputs, v.Targets, weights))),
        };
    }

    public static EvaluationResult Evaluate(Predictions predictions)
    {
        int[] columns = [.. Enumerable.Range(0, predictions.Columns)];
        return new EvaluationResult
        {
            Count = predictions.Count,
            Loss = double.NaN,
            Metrics = Of(predictions, columns).Measure(),
            MaeOfMean = columns.Average(column => ErrorOfMean(predictions.TargetColumn(column))),
            ByTarget = [.. columns.Select(column =>
                new TargetMetrics(predictions.Names[column], predictions.Count, Of(predictions, [column]).Measure()))],
        };
    }

    /// <summary>The mean absolute error, the root mean squared error, and the coefficient of determination.</summary>
    /// <param name="weights">The number of times that each sample counts, <c>[N]</c>; null for once.</param>
    internal static double[] Compute(float[] outputs, float[] targets, int[]? weights = null)
    {
        var (count, absolute, squared, sum, squares) = (0L, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < outputs.Length; i++)
        {
            var (weight, error) = (weights?[i] ?? 1, (double)outputs[i] - targets[i]);
            count += weight;
            absolute += weight * Math.Abs(error);
            squared += weight * error * error;
            // Relative to the first target, so that large values lose no digits.
            var target = (double)targets[i] - targets[0];
            sum += weight * target;
            squares += weight * target * target;
        }

        var variation = squares - (sum * sum / count);
        return [absolute / count, Math.Sqrt(squared / count), variation > 0 ? 1 - (squared / variation) : double.NaN];
    }

    /// <summary>The root mean squared error of several values is that of all of them together, as in Keras; the others are means.</summary>
    private static double[] Mean(double[][] values) =>
        [values.Average(v => v[0]), Math.Sqrt(values.Average(v => v[1] * v[1])), values.Average(v => v[2])];

    private static double ErrorOfMean(float[] targets)
    {
        var mean = targets.Average(t => (double)t);
        return targets.Average(t => Math.Abs(t - mean));
    }
}
