using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ComparisonTests : IDisposable
{
    private readonly TableSamples _files = new();

    public void Dispose() => _files.Dispose();

    // As p.adjust(p, "holm") of R.
    [Theory]
    [InlineData(new[] { 0.01, 0.02, 0.03, 0.04 }, new[] { 0.04, 0.06, 0.06, 0.06 })]
    [InlineData(new[] { 0.04, 0.005, 0.6 }, new[] { 0.08, 0.015, 0.6 })]
    [InlineData(new[] { 0.9, 0.8 }, new[] { 1, 1.0 })]
    [InlineData(new[] { 0.02, double.NaN }, new[] { 0.02, double.NaN })]
    public void Many_comparisons_have_Holms_correction(double[] values, double[] expected) =>
        Assert.All(Comparison.Holm(values).Zip(expected), p => Assert.Equal(p.Second, p.First, 1e-12));

    [Fact]
    public void A_corrected_p_value_decides()
    {
        var difference = PairedDifference.McNemar(10, 2, 100);
        Assert.False(difference.IsNoise);
        var corrected = difference with { HolmPValue = 3 * difference.PValue };
        Assert.True(corrected.IsNoise);
        Assert.EndsWith("10 gained and 2 lost, p = 0.039 (0.12 with Holm's correction): may be chance", $"{corrected}",
            StringComparison.Ordinal);
    }

    [Fact]
    public void Every_metric_has_a_paired_interval()
    {
        var random = new SeededRandom(8);
        float[] truth = [.. Enumerable.Range(0, 300).Select(i => (float)(i % 2))];
        float[] first = [.. truth.Select(t => (float)Math.Clamp(random.Normal(0.4 + (0.2 * t), 0.2), 0.01, 0.99))];
        var (before, after) = (Sample.Of(TaskKind.Binary, 2, first, truth),
            Sample.Of(TaskKind.Binary, 2, [.. first.Zip(truth, (p, t) => Math.Clamp(p + (0.1f * (t - 0.5f)), 0.01f, 0.99f))], truth));
        var differences = MetricDifference.Of(before, after, PairedDifference.Of(before, after));
        Assert.Equal(LearningTask.OfClasses(2).Metrics, differences.Select(d => d.Name));
        Assert.All(differences, d => Assert.True(d.Low <= d.Value && d.Value <= d.High, $"{d.Name} {d}"));
        // What is the same for both falls out: the interval is a fraction of that of either.
        var auc = EvaluationResult.Of(before)["auc"];
        var own = differences.Single(d => d.Name == "auc");
        Assert.True(own.Low > 0 && own.High - own.Low < (auc.High - auc.Low) / 3, $"{own} {auc}");
        Assert.True(differences.Single(d => d.Name == "log_loss") is { IsLowerBetter: true, High: < 0 });
        Assert.All(MetricDifference.Of(before, before, PairedDifference.Of(before, before)).Skip(1), d =>
            Assert.EndsWith("0.000 (no interval)", d.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void Several_runs_are_compared_with_the_first()
    {
        var options = _files.OfClasses("a", 150, "low", "middle", "high") with { Folds = new FoldOptions { Folds = 3 } };
        string[] runs = [.. new[] { ("a", 1e-2), ("b", 1e-6), ("c", 3e-2) }.Select(run => TransferLearning.Train(options with
        {
            Run = _files.Folder.File($"run-{run.Item1}"),
            Trainer = options.Trainer with { LearningRate = run.Item2 },
        }).Run.Path)];
        var (code, output, error) = TransferCommand.Run(["compare", .. runs]);
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(2, output.Split("\n").Count(l => l.StartsWith("  difference  ", StringComparison.Ordinal)
            && l.Contains(" with Holm's correction): ", StringComparison.Ordinal)));
        Assert.Contains($"{runs[0]} and {runs[1]}", output, StringComparison.Ordinal);
        Assert.Matches(@"The first is better, and hardly by chance\.", output);
        Assert.Matches(@"\n  log_loss +[-+]\d\.\d{3} \([-+]\d\.\d{3} to [-+]\d\.\d{3}\), lower is better\n", output);
        Assert.Matches(@"Over the folds of both: accuracy .*", output);
    }
}
