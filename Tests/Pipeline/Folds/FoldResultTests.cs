using Transfer.Pipeline;
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
        Assert.InRange(difference.Low, 0.0035, 0.0045);
        Assert.EndsWith("not by chance", difference.ToString(), StringComparison.Ordinal);
        Assert.Equal(-difference.Value, FoldDifference.Read(second, first).Value, 1e-12);

        var noise = FoldDifference.Between(Result(Scores), Result([.. Scores.Select((s, i) => s + (i % 2 == 0 ? 0.006 : -0.005))]));
        Assert.True(noise.IsNoise);
        Assert.EndsWith("may be chance", noise.ToString(), StringComparison.Ordinal);
        // t = 0.0005 / (0.00579751 sqrt(0.1 + 1/9)), nine degrees of freedom.
        Assert.Equal(0.8552725480, noise.PValue, 1e-7);
        Assert.Equal(1, FoldDifference.Between(Result(Scores), Result(Scores)).PValue);
    }

    [Fact]
    public void Runs_with_other_folds_and_runs_without_any_are_refused_in_one_sentence()
    {
        var (first, other, five) = (Write("first", Scores), Write("other", Scores, "00112233445566778899"), Write("five", Scores[..5]));
        Assert.StartsWith("The runs have different folds",
            Assert.Throws<InvalidDataException>(() => FoldDifference.Read(first, other)).Message, StringComparison.Ordinal);
        Assert.StartsWith("The runs have different folds",
            Assert.Throws<InvalidDataException>(() => FoldDifference.Read(first, five)).Message, StringComparison.Ordinal);
        File.Delete(Path.Combine(five, "folds.csv"));
        Assert.Contains("has no folds", Assert.Throws<FileNotFoundException>(() => FoldDifference.Read(first, five)).Message,
            StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(other, "folds.json"), "{");
        Assert.Contains("are damaged", Assert.Throws<InvalidDataException>(() => FoldDifference.Read(first, other)).Message,
            StringComparison.Ordinal);
    }

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
