namespace Transfer.Pipeline.Evaluation;

/// <summary>
/// Bootstrapped 95 % intervals, for metrics without a formula for one: percentiles over samples drawn with replacement (Efron, 1979). The
/// same seed gives the same intervals.
/// </summary>
internal static class Bootstrap
{
    private const int Rounds = 1000;
    private const double Low = 0.025;
    private const double High = 0.975;

    /// <summary>Computes the intervals of several metrics over the same draws.</summary>
    /// <param name="count">The number of samples.</param>
    /// <param name="metrics">Computes all metrics from the number of times that each sample was drawn, <c>[count]</c>.</param>
    /// <param name="strata">
    /// The class of each sample, <c>[count]</c>: each is drawn as often as it occurs, so that no draw lacks a rare one; null for none.
    /// </param>
    public static (double Low, double High)[] Intervals(int count, Func<int[], double[]> metrics, int[]? strata = null, long seed = 1)
    {
        int[][] groups = [.. Enumerable.Range(0, count).GroupBy(i => strata?[i] ?? 0).Select(g => g.ToArray())];
        var drawn = new double[Rounds][];
        Parallel.For(0, Rounds, () => new int[count], (round, _, weights) =>
        {
            Array.Clear(weights);
            var random = new SeededRandom(seed, round);
            foreach (var group in groups)
            {
                for (var i = 0; i < group.Length; i++)
                {
                    weights[group[random.Next(group.Length)]]++;
                }
            }

            drawn[round] = metrics(weights);
            return weights;
        }, _ => { });
        return [.. Enumerable.Range(0, drawn[0].Length)
            .Select(metric => Percentiles([.. drawn.Select(d => d[metric]).Where(v => !double.IsNaN(v))]))];
    }

    /// <summary>The weighted mean.</summary>
    public static double Mean(double[] values, int[] weights)
    {
        var (sum, total) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            sum += values[i] * weights[i];
            total += weights[i];
        }

        return sum / total;
    }

    private static (double Low, double High) Percentiles(double[] values)
    {
        Array.Sort(values);
        return values.Length == 0 ? (double.NaN, double.NaN) : (At(Low), At(High));

        double At(double share)
        {
            var place = share * (values.Length - 1);
            var below = (int)place;
            var above = Math.Min(below + 1, values.Length - 1);
            return values[below] + ((place - below) * (values[above] - values[below]));
        }
    }
}
