namespace Transfer.Tests.Pipeline;

public sealed class PairedDifferenceTests
{
    [Theory]
    [InlineData(9, 3, 0.14599609375)]
    [InlineData(3, 9, 0.14599609375)]
    [InlineData(10, 0, 0.001953125)]
    [InlineData(0, 0, 1)]
    [InlineData(5, 5, 1)]
    // Powers of one half are 0 from 1,075 changes on.
    [InlineData(1057, 1011, 0.32239509040815917)]
    [InlineData(1200, 900, 6.337277315775436e-11)]
    public void The_test_is_the_exact_binomial(int gained, int lost, double expected) =>
        Assert.Equal(expected, PairedDifference.McNemar(gained, lost, 1000).PValue, 1e-12);

    [Fact]
    public void The_interval_is_Agresti_and_Mins()
    {
        // By hand: (9 - 3) / 1002, and 1.959964 * sqrt(13 - 36 / 1002) / 1002.
        var difference = PairedDifference.McNemar(9, 3, 1000);
        Assert.Equal(0.006, difference.Value, 1e-12);
        Assert.Equal(0.0059880 - 0.0070428, difference.Low, 1e-6);
        Assert.Equal(0.0059880 + 0.0070428, difference.High, 1e-6);
    }

    [Fact]
    public void Images_are_compared_one_by_one()
    {
        var first = Sample.Of(TaskKind.Binary, 2, [0.9f, 0.2f, 0.7f, 0.1f], [1, 1, 1, 0]);
        var difference = PairedDifference.Of(first, first with { Outputs = [0.9f, 0.8f, 0.1f, 0.1f] });
        Assert.Equal(PairedDifference.McNemar(1, 1, 4), difference);
    }

    [Fact]
    public void It_says_when_a_difference_may_be_chance()
    {
        Assert.Equal("+0.006 (-0.001 to +0.013), 9 gained and 3 lost, p = 0.15: may be chance", $"{PairedDifference.McNemar(9, 3, 1000)}");
        Assert.Equal("+0.027 (+0.016 to +0.038), 30 gained and 3 lost, p = 1.4E-06: not by chance",
            $"{PairedDifference.McNemar(30, 3, 1000)}");
    }

    [Fact]
    public void Labels_and_values_are_compared_by_shares_and_errors()
    {
        var labels = Sample.Of(TaskKind.MultiLabel, 2, [0.9f, 0.9f, 0.1f, 0.9f], [1, 0, 0, 1]);
        var all = PairedDifference.Of(labels, labels with { Outputs = [0.9f, 0.1f, 0.1f, 0.9f] });
        Assert.Equal((0.25, 1, 0, 2), (all.Value, all.Gained, all.Lost, all.Total));
        // One sample that differs can have either sign: every flip is as large.
        Assert.Equal(1, all.PValue, 1e-12);

        float[] targets = [.. Enumerable.Range(0, 40).Select(i => (float)i)];
        var values = Sample.Of(TaskKind.Regression, 1, [.. targets.Select((t, i) => t + (i % 3) + 1)], targets);
        var better = PairedDifference.Of(values, values with { Outputs = [.. targets.Select(t => t + 0.5f)] });
        Assert.Equal(1.475, better.Value, 1e-4);
        Assert.True(better.Low > 1 && better.High < 2, $"{better}");
        Assert.False(better.IsNoise);
        Assert.Equal(40, better.Gained);
    }
}
