namespace Transfer.Tests.Pipeline;

/// <summary>How often the intervals hold the truth, over 500 sets of samples drawn from a known distribution.</summary>
public sealed class CoverageTests
{
    private const int Sets = 500;
    private const int Population = 300_000;
    private const int Compared = 200;

    // Intervals for average precision and few positives are known to be a little too narrow.
    private const double Least = 0.9;

    [Theory(Explicit = true)]
    [InlineData(100, 2, 1.5)]
    [InlineData(100, 2, 3.3)]
    [InlineData(400, 20, 1.5)]
    public void Of_two_classes(int count, int every, double distance) => Check(
        $"two classes, n = {count}, one of {every}, distance {distance}", (set, n) => Two(set, n, every, distance), count);

    [Theory(Explicit = true)]
    [InlineData(200)]
    [InlineData(1000)]
    public void Of_four_classes_of_which_one_is_rare(int count) => Check(
        $"four classes, n = {count}", Four, count);

    [Theory(Explicit = true)]
    [InlineData(150)]
    public void Of_labels(int count) => Check(
        $"labels, n = {count}", Labels, count);

    [Theory(Explicit = true)]
    [InlineData(30, 0.88)]
    [InlineData(100, Least)]
    [InlineData(300, Least)]
    public void Of_values(int count, double least) => Check(
        $"values, n = {count}", Values, count, least);

    [Fact(Explicit = true)]
    public void Of_differences()
    {
        // Two models with errors that are partly the same.
        var names = LearningTask.OfClasses(2).Metrics;
        var (before, after) = (MetricSet.Of(Two(-1, Population, 2, 1.5)), MetricSet.Of(Two(-1, Population, 2, 1.5, extra: 0.7)));
        double[] truth = [.. after.Compute(null).Zip(before.Compute(null), (b, a) => b - a)];
        var held = new int[names.Count];
        Parallel.For(0, Sets, set =>
        {
            var (first, second) = (Two(set, Compared, 2, 1.5), Two(set, Compared, 2, 1.5, extra: 0.7));
            foreach (var (i, metric) in MetricDifference.Of(first, second, PairedDifference.Of(first, second)).Index())
            {
                if (metric.Low <= truth[i] && truth[i] <= metric.High)
                {
                    Interlocked.Increment(ref held[i]);
                }
            }
        });
        Report($"differences, n = {Compared}", names, held, Least);
    }

    private static void Check(string name, Func<int, int, Predictions> draw, int count, double least = Least)
    {
        var population = MetricSet.Of(draw(-1, Population));
        var (truth, held) = (population.Compute(null), new int[population.Names.Count]);
        Parallel.For(0, Sets, set =>
        {
            foreach (var (i, metric) in MetricSet.Of(draw(set, count)).Measure().Index())
            {
                if (metric.Low <= truth[i] && truth[i] <= metric.High)
                {
                    Interlocked.Increment(ref held[i]);
                }
            }
        });
        Report(name, population.Names, held, least);
    }

    private static void Report(string name, IReadOnlyList<string> metrics, int[] held, double least)
    {
        var text = $"{name}: {string.Join(", ", metrics.Zip(held, (m, h) => FormattableString.Invariant($"{m} {(double)h / Sets:F3}")))}";
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        Assert.True(held.All(h => h >= least * Sets), text);
    }

    private static Predictions Two(int set, int count, int every, double distance, double extra = 0)
    {
        var (random, other) = (new SeededRandom(31, set), new SeededRandom(32, set));
        float[] truth = [.. Enumerable.Range(0, count).Select(i => i % every == 0 ? 1f : 0)];
        return Sample.Of(TaskKind.Binary, 2, [.. truth.Select(t =>
        {
            var logit = random.Normal(t == 1 ? distance / 2 : -distance / 2) + (extra * other.Normal(0));
            return (float)(1 / (1 + Math.Exp(-1.5 * logit)));
        })], truth);
    }

    private static Predictions Four(int set, int count)
    {
        var random = new SeededRandom(33, set);
        float[] truth = [.. Enumerable.Range(0, count).Select(i => i % 20 == 0 ? 3f : i % 3)];
        return Sample.Of(TaskKind.MultiClass, 4, [.. truth.SelectMany(t =>
        {
            double[] powers = [.. Enumerable.Range(0, 4).Select(c => Math.Exp(random.Normal(c == (int)t ? 2 : 0)))];
            return powers.Select(p => (float)(p / powers.Sum()));
        })], truth);
    }

    private static Predictions Labels(int set, int count)
    {
        var random = new SeededRandom(34, set);
        float[] truth = [.. Enumerable.Range(0, 3 * count).Select(i => random.Chance(i % 3 == 2 ? 0.15 : 0.5) ? 1f : 0)];
        return Sample.Of(
            TaskKind.MultiLabel, 3, [.. truth.Select(t => (float)(1 / (1 + Math.Exp(-random.Normal(t == 1 ? 1 : -1, 1.2)))))], truth);
    }

    private static Predictions Values(int set, int count)
    {
        var random = new SeededRandom(35, set);
        float[] truth = [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal(10, 3))];
        return Sample.Of(TaskKind.Regression, 1, [.. truth.Select(t => t + (float)random.Normal(0, 1.5))], truth);
    }
}
