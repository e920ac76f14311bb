using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class FoldResultTests : IDisposable
{
    private static readonly double[] Scores = [0.97, 0.98, 0.96, 0.99, 0.975, 0.985, 0.965, 0.98, 0.97, 0.99];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_interval_is_wider_by_what_folds_share()
    {
        var result = Result(Scores);
        // By hand: s = 0.010287533, and the error of the mean is s sqrt(1/10 + 1/9).
        Assert.Equal(0.9765, result.Mean, 1e-12);
        Assert.Equal(0.0102875329, result.Deviation, 1e-9);
        Assert.Equal(0.9765 - (2.2621571628 * 0.0102875329 * Math.Sqrt(0.1 + (1 / 9.0))), result.Low, 1e-9);
        Assert.Equal(0.9765 + (2.2621571628 * 0.0102875329 * Math.Sqrt(0.1 + (1 / 9.0))), result.High, 1e-9);
        Assert.Equal("accuracy 0.9765 (0.9658 to 0.9872), standard deviation 0.0103 over 10 folds", result.ToString());
    }

    [Fact]
    public void What_was_written_is_read_and_compared()
    {
        var (first, second) = (Write("first", Scores), Write("second", [.. Scores.Select((s, i) => s + 0.004 + (i % 2 * 0.001))]));
        var difference = FoldDifference.Read(first, second);
        Assert.Equal(0.0045, difference.Value, 1e-12);
        Assert.False(difference.IsNoise);
        // By hand: s = 0.000527046, and the interval is t s sqrt(1/10 + 1/9) = 0.00054781 wide on each side.
        Assert.Equal(0.00395219, difference.Low, 1e-8);
        Assert.Equal(0.00504781, difference.High, 1e-8);
        Assert.Matches(@"^accuracy \+0\.0045 \(\+0\.0040 to \+0\.0050\) over 10 folds, p = .*: not by chance$", difference.ToString());
        Assert.Equal(-difference.Value, FoldDifference.Read(second, first).Value, 1e-12);

        var noise = FoldDifference.Between(Result(Scores), Result([.. Scores.Select((s, i) => s + (i % 2 == 0 ? 0.006 : -0.005))]));
        Assert.True(noise.IsNoise);
        Assert.EndsWith("may be chance", noise.ToString(), StringComparison.Ordinal);
        // t = 0.0005 / (0.00579751 sqrt(0.1 + 1/9)), nine degrees of freedom.
        Assert.Equal(0.8552725480, noise.PValue, 1e-7);
        Assert.Equal(1, FoldDifference.Between(Result(Scores), Result(Scores)).PValue);
    }

    [Fact]
    public void Folds_without_spread_have_no_t_test()
    {
        // 0.95 - 0.9 and 0.85 - 0.8 differ by rounding.
        var difference = FoldDifference.Between(Result([0.9, 0.8]), Result([0.95, 0.85]));
        Assert.True(double.IsNaN(difference.PValue));
        Assert.True(difference.IsNoise);
        Assert.Equal("accuracy +0.0500 on each of 2 folds: they do not vary, so there is no t-test; see the comparison of the validation "
            + "samples", difference.ToString());
    }

    [Fact]
    public void Folds_without_spread_are_compared_by_their_out_of_fold_predictions()
    {
        // Two folds of 20: the second run gains one sample in each, as it may by chance.
        float[] truth = [.. Enumerable.Range(0, 40).Select(i => (float)(i % 2))];
        var better = Sample.Of(TaskKind.Binary, 2, [.. truth.Select((t, i) => i % 20 == 3 ? 1 - t : t)], truth);
        var worse = better with { Outputs = [.. truth.Select((t, i) => i % 20 is 3 or 4 ? 1 - t : t)] };
        var difference = FoldDifference.Between(
            Result([0.9, 0.9]) with { OutOfFold = worse }, Result([0.95, 0.95]) with { OutOfFold = better });
        Assert.Equal(PairedDifference.McNemar(2, 0, 40), difference.Pooled);
        Assert.Equal(0.5, difference.PValue, 1e-12);
        Assert.True(difference.IsNoise);
        Assert.True(difference.Low < 0 && difference.High > 0.05);
        Assert.Equal("accuracy +0.0500 on each of 2 folds: they do not vary, so there is no t-test; all 40 out-of-fold predictions: "
            + "+0.050 (-0.032 to +0.127), 2 gained and 0 lost, p = 0.5: may be chance", difference.ToString());
        var same = FoldDifference.Between(Result([0.9, 0.9]) with { OutOfFold = worse }, Result([0.9, 0.9]) with { OutOfFold = worse });
        Assert.True(same.Low < 0 && same.High > 0);
    }

    [Fact]
    public void Errors_that_do_not_vary_have_no_interval() => Assert.Equal(
        "mae 0.5000 (no interval: the folds do not vary), standard deviation 0.0000 over 2 folds",
        (Result([0.5, 0.5]) with { Metric = "mae" }).ToString());

    [Fact]
    public void A_difference_of_accuracies_stays_within_1() =>
        Assert.Equal(1, FoldDifference.Between(Result([0, 0.3]), Result([1, 1])).High);

    [Fact]
    public void Folds_of_the_same_accuracy_have_Wilsons_interval_of_all_answers()
    {
        var same = Result([0.95, 0.95]);
        var pooled = new Accuracy(190, 200);
        Assert.Equal((pooled.Low, pooled.High), (same.Low, same.High));
        Assert.True(Result([1, 1]).Low < 1);
    }

    [Fact]
    public void An_interval_of_accuracies_stays_below_1() => Assert.Equal(1, Result([1, 0.96]).High);

    [Fact]
    public void Runs_with_other_folds_and_runs_without_any_are_refused_in_one_sentence()
    {
        var (first, other, five) = (Write("first", Scores), Write("other", Scores, "00112233445566778899"), Write("five", Scores[..5]));
        const string advice =
            "so their scores cannot be compared fold by fold. Train both on the same images with the same folds, repeats, groups and seed.";
        Assert.Equal(
            $"The runs have different folds (10 folds x 1 of 1,000 images, a1b2c3d4; 10 folds x 1 of 1,000 images, 00112233), {advice}",
            Refusal<InvalidDataException>(first, other));
        Assert.Equal(
            $"The runs have different folds (10 folds x 1 of 1,000 images, a1b2c3d4; 5 folds x 1 of 1,000 images, a1b2c3d4), {advice}",
            Refusal<InvalidDataException>(first, five));
        File.Delete(Path.Combine(five, "folds.csv"));
        Assert.Equal(
            $"The run '{five}' has no folds. Train with folds first, such as 10 folds and 10 repeats.",
            Refusal<FileNotFoundException>(first, five));
        File.WriteAllText(Path.Combine(other, "folds.json"), "{");
        Assert.StartsWith($"The folds of the run '{other}' are damaged (", Refusal<InvalidDataException>(first, other),
            StringComparison.Ordinal);
    }

    private static string Refusal<T>(string first, string second)
        where T : Exception => Assert.Throws<T>(() => FoldDifference.Read(first, second)).Message;

    private static FoldResult Result(double[] scores, string plan = "a1b2c3d4e5f6") => new()
    {
        Metric = "accuracy",
        Plan = plan,
        Scores = [.. scores.Select((s, i) => new FoldScore(1, i + 1, 900, 100, 3, 0.1, s))],
    };

    private string Write(string name, double[] scores, string plan = "a1b2c3d4e5f6")
    {
        var run = RunFolder.Create(_folder.File(name), "test", TimeProvider.System);
        // Only its presence makes a folder a run here.
        File.WriteAllText(run.RecordPath, "{}");
        Result(scores, plan).Write(run, new FoldOptions { Folds = scores.Length });
        return run.Path;
    }
}
