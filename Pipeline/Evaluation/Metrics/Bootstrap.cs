using MathNet.Numerics.Distributions;

namespace Transfer.Pipeline.Evaluation;

/// <summary>
/// Bootstrapped 95 % intervals, for metrics without a formula for one, over samples drawn with replacement (Efron, 1979): up to 1,000
/// samples bias-corrected and accelerated (BCa; Efron: Better Bootstrap Confidence Intervals, JASA 82, 1987), above percentiles, which are
/// then the same. The same seed gives the same intervals.
/// </summary>
internal static class Bootstrap
{
    private const int Rounds = 1000;
    private const int MostAccelerated = 1000;
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
        var drawn = Compute(Rounds, count, metrics, (round, weights) =>
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
        });
        int[] once = [.. Enumerable.Repeat(1, count)];
        var value = metrics(once);
        var without = count > MostAccelerated ? [] : Compute(count, count, metrics, (left, weights) =>
        {
            Array.Fill(weights, 1);
            weights[left] = 0;
        });
        return [.. value.Select((own, metric) => Interval(own, Finite(drawn, metric), Finite(without, metric)))];
    }

    /// <summary>The weighted mean.</summary>
    public static double Mean(double[] values, int[]? weights)
    {
        var (sum, total) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
        {
            var weight = weights?[i] ?? 1;
            sum += values[i] * weight;
            total += weight;
        }

        return sum / total;
    }

    private static double[][] Compute(int rounds, int count, Func<int[], double[]> metrics, Action<int, int[]> weigh)
    {
        var results = new double[rounds][];
        Parallel.For(0, rounds, () => new int[count], (round, _, weights) =>
        {
            weigh(round, weights);
            results[round] = metrics(weights);
            return weights;
        }, _ => { });
        return results;
    }

    private static double[] Finite(double[][] results, int metric) => [.. results.Select(r => r[metric]).Where(double.IsFinite)];

    /// <param name="value">The metric of the samples.</param>
    /// <param name="drawn">The metric of each draw.</param>
    /// <param name="without">The metric without each sample (jackknife); empty for percentiles.</param>
    private static (double Low, double High) Interval(double value, double[] drawn, double[] without)
    {
        if (drawn.Length == 0 || !double.IsFinite(value))
        {
            return (double.NaN, double.NaN);
        }

        Array.Sort(drawn);
        if (without.Length == 0 || drawn[0] == drawn[^1])
        {
            return (At(Low), At(High));
        }

        // Draws that tie with the value count half.
        var below = (drawn.Count(d => d < value) + (drawn.Count(d => d == value) / 2.0)) / drawn.Length;
        var bias = Normal.InvCDF(0, 1, Math.Clamp(below, 0.5 / drawn.Length, 1 - (0.5 / drawn.Length)));
        var mean = without.Average();
        var spread = without.Sum(w => (mean - w) * (mean - w));
        var acceleration = spread > 0 ? without.Sum(w => Math.Pow(mean - w, 3)) / (6 * Math.Pow(spread, 1.5)) : 0;
        // The value itself is always within.
        return (Math.Min(value, At(Corrected(Low))), Math.Max(value, At(Corrected(High))));

        double Corrected(double share)
        {
            var moved = bias + Normal.InvCDF(0, 1, share);
            return Normal.CDF(0, 1, bias + (moved / (1 - (acceleration * moved))));
        }

        double At(double share)
        {
            var place = share * (drawn.Length - 1);
            var lower = (int)place;
            var above = Math.Min(lower + 1, drawn.Length - 1);
            return drawn[lower] + ((place - lower) * (drawn[above] - drawn[lower]));
        }
    }
}
