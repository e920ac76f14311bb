using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>
/// 95 % intervals of figures that have no formula for one: the percentiles of the figure over samples drawn with replacement (Efron, 1979). The same
/// seed gives the same intervals.
/// </summary>
internal static class Bootstrap
{
    private const int Rounds = 1000;
    private const double Low = 0.025;
    private const double High = 0.975;

    /// <summary>The intervals of several figures over the same draws.</summary>
    /// <param name="count">How many samples there are.</param>
    /// <param name="seed">Decides what is drawn.</param>
    /// <param name="figures">Computes all figures from how often each sample was drawn, <c>[count]</c>.</param>
    public static (double Low, double High)[] Intervals(int count, long seed, Func<int[], double[]> figures)
    {
        var drawn = new double[Rounds][];
        Parallel.For(0, Rounds, () => new int[count], (round, _, weights) =>
        {
            Array.Clear(weights);
            var random = new SeededRandom(seed, round);
            for (var i = 0; i < count; i++)
            {
                weights[random.Next(count)]++;
            }

            drawn[round] = figures(weights);
            return weights;
        }, _ => { });
        return [.. Enumerable.Range(0, drawn[0].Length).Select(figure => Percentiles([.. drawn.Select(d => d[figure]).Where(v => !double.IsNaN(v))]))];
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
