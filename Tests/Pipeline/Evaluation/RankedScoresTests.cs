namespace Transfer.Tests.Pipeline;

public sealed class RankedScoresTests
{
    private static readonly bool[] Truth = [false, false, true, true];

    [Fact]
    public void The_average_precision_is_scikit_learns() =>
        // The example of sklearn.metrics.average_precision_score.
        Assert.Equal(0.8333333333, new RankedScores([0.1f, 0.4f, 0.35f, 0.8f], Truth).AveragePrecision(), 1e-9);

    [Fact]
    public void Tied_scores_count_once_in_any_order()
    {
        Assert.Equal(0.5, new RankedScores([0.3f, 0.3f, 0.3f, 0.3f], Truth).AveragePrecision());
        Assert.Equal(0.5, new RankedScores([0.3f, 0.3f, 0.3f, 0.3f], [true, true, false, false]).AveragePrecision());
    }

    [Fact]
    public void The_interval_of_an_area_is_DeLongs()
    {
        var random = new SeededRandom(4);
        bool[] truth = [.. Enumerable.Range(0, 60).Select(i => i % 3 == 0)];
        // One decimal, so that there are ties.
        float[] scores = [.. truth.Select(t => (float)Math.Round(random.Normal(t ? 1 : 0), 1))];
        float[] positive = [.. scores.Where((_, i) => truth[i])];
        float[] negative = [.. scores.Where((_, i) => !truth[i])];
        double Above(float p, float n) => p > n ? 1 : p == n ? 0.5 : 0;
        double[] ofPositives = [.. positive.Select(p => negative.Average(n => Above(p, n)))];
        double[] ofNegatives = [.. negative.Select(n => positive.Average(p => Above(p, n)))];
        var area = ofPositives.Average();
        var error = Math.Sqrt((Variance(ofPositives) / positive.Length) + (Variance(ofNegatives) / negative.Length)) / (area * (1 - area));
        var (low, high) = new RankedScores(scores, truth).AreaUnderRocInterval();
        Assert.Equal(1 / (1 + Math.Exp(-Math.Log(area / (1 - area)) + (1.959964 * error))), low, 1e-9);
        Assert.Equal(1 / (1 + Math.Exp(-Math.Log(area / (1 - area)) - (1.959964 * error))), high, 1e-9);

        static double Variance(double[] values) => values.Sum(v => Math.Pow(v - values.Average(), 2)) / (values.Length - 1);
    }

    [Fact]
    public void Classes_that_do_not_overlap_have_an_interval_with_a_width()
    {
        var two = new Accuracy(2, 2);
        Assert.Equal((two.Low, two.High), new RankedScores([0.1f, 0.2f, 0.8f, 0.9f], Truth).AreaUnderRocInterval());
    }

    [Theory(Explicit = true)]
    [InlineData(100, 3.29, 0.99)]
    [InlineData(100, 1.19, 0.8)]
    [InlineData(40, 2.33, 0.95)]
    public void Intervals_of_an_area_hold_the_truth_as_often_as_they_say(int count, double distance, double area)
    {
        var held = Enumerable.Range(0, 500).Count(set =>
        {
            var random = new SeededRandom(21, set);
            bool[] truth = [.. Enumerable.Range(0, count).Select(i => i % 2 == 0)];
            float[] scores = [.. truth.Select(t => (float)random.Normal(t ? distance : 0))];
            var (low, high) = new RankedScores(scores, truth).AreaUnderRocInterval();
            return low <= area && area <= high;
        });
        Assert.InRange(held / 500.0, 0.92, 0.99);
    }
}
