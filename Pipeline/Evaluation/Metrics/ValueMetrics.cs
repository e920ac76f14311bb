namespace Transfer.Pipeline;

/// <summary>The figures of values: of each by itself, and the means over all of them.</summary>
internal static class ValueMetrics
{
    private static readonly string[] Names = ["mae", "rmse", "r2"];

    public static EvaluationResult Of(Predictions predictions, long seed)
    {
        var columns = predictions.Columns;
        var values = Enumerable.Range(0, columns).Select(column => (Outputs: Column(predictions.Outputs, column, columns), Targets: Column(predictions.Targets, column, columns))).ToArray();
        var intervals = Bootstrap.Intervals(predictions.Count, seed, weights =>
        {
            double[][] each = Array.ConvertAll(values, v => Figures(v.Outputs, v.Targets, weights));
            return [.. Mean(each), .. each.SelectMany(f => f)];
        });
        double[][] measured = Array.ConvertAll(values, v =>
        {
            var metrics = MLNetEvaluator.Regression(v.Outputs, v.Targets);
            return new[] { metrics.MeanAbsoluteError, metrics.RootMeanSquaredError, metrics.RSquared };
        });
        return new EvaluationResult
        {
            Count = predictions.Count,
            Loss = double.NaN,
            Metrics = [.. Metrics(Mean(measured), intervals)],
            ByTarget = [.. measured.Select((figures, i) => new TargetMetrics(predictions.Names[i], predictions.Count, [.. Metrics(figures, intervals[(Names.Length * (i + 1))..])]))],
        };
    }

    /// <summary>Mean absolute error, root of the mean squared error, and the share of the variance that is explained.</summary>
    internal static double[] Figures(float[] outputs, float[] targets, int[] weights)
    {
        var (count, absolute, squared, sum, squares) = (0L, 0.0, 0.0, 0.0, 0.0);
        for (var i = 0; i < outputs.Length; i++)
        {
            var (weight, error) = (weights[i], (double)outputs[i] - targets[i]);
            count += weight;
            absolute += weight * Math.Abs(error);
            squared += weight * error * error;
            // Around the first target, so that large values lose no digits.
            var target = (double)targets[i] - targets[0];
            sum += weight * target;
            squares += weight * target * target;
        }

        var variation = squares - (sum * sum / count);
        return [absolute / count, Math.Sqrt(squared / count), variation > 0 ? 1 - (squared / variation) : double.NaN];
    }

    private static IEnumerable<Metric> Metrics(IEnumerable<double> figures, (double Low, double High)[] intervals) => figures.Select((value, i) => ClassMetrics.With(Names[i], value, intervals[i]));

    private static IEnumerable<double> Mean(double[][] values) => Names.Select((_, figure) => values.Average(v => v[figure]));

    private static float[] Column(float[] values, int column, int columns) => [.. values.Where((_, i) => i % columns == column)];
}
