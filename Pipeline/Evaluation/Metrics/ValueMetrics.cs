namespace Transfer.Pipeline.Evaluation;

/// <summary>Computes the metrics of values: of each value, and the means over all of them.</summary>
internal static class ValueMetrics
{
    private static readonly string[] Names = ["mae", "rmse", "r2"];

    public static EvaluationResult Of(Predictions predictions)
    {
        (float[] Outputs, float[] Targets)[] values =
            [.. Enumerable.Range(0, predictions.Columns).Select(column => (predictions.Column(column), predictions.TargetColumn(column)))];
        var intervals = Bootstrap.Intervals(predictions.Count, weights =>
        {
            double[][] each = Array.ConvertAll(values, v => Compute(v.Outputs, v.Targets, weights));
            return [.. Mean(each), .. each.SelectMany(f => f)];
        });
        double[][] measured = Array.ConvertAll(values, v => Compute(v.Outputs, v.Targets));
        return new EvaluationResult
        {
            Count = predictions.Count,
            Loss = double.NaN,
            Metrics = Metrics(Mean(measured), 0),
            MaeOfMean = values.Average(v => ErrorOfMean(v.Targets)),
            ByTarget =
            [
                .. measured.Select((own, i) =>
                    new TargetMetrics(predictions.Names[i], predictions.Count, Metrics(own, Names.Length * (i + 1)))),
            ],
        };

        Metric[] Metrics(IEnumerable<double> own, int first) =>
            [.. own.Select((value, i) => Metric.Of(Names[i], value, intervals[first + i]))];
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

    /// <summary>The root mean squared error of several values is that of all of them together, as in Keras.</summary>
    private static double[] Mean(double[][] values) =>
        [values.Average(v => v[0]), Math.Sqrt(values.Average(v => v[1] * v[1])), values.Average(v => v[2])];

    private static double ErrorOfMean(float[] targets)
    {
        var mean = targets.Average(t => (double)t);
        return targets.Average(t => Math.Abs(t - mean));
    }
}
