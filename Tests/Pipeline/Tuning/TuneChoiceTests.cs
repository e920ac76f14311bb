namespace Transfer.Tests.Pipeline.Tuning;

public sealed class TuneChoiceTests
{
    private static readonly TunedConfiguration[] Finalists =
    [
        TunedRows.Row("large", 0.98, 40, 100),
        TunedRows.Row("quick", 0.975, 10, 60),
        TunedRows.Row("small", 0.96, 30, 20),
        TunedRows.Row("poor", 0.80, 5, 5) with { IsAsGood = false },
    ];

    [Theory]
    [InlineData(TuneObjective.Accuracy, "large")]
    [InlineData(TuneObjective.Speed, "quick")]
    [InlineData(TuneObjective.Size, "small")]
    [InlineData(TuneObjective.Balanced, "quick")]
    public void An_objective_chooses_among_those_that_are_accurate_enough(TuneObjective objective, string expected) =>
        Assert.Equal(expected, TuneSummary.Choose(Finalists, objective).Configuration.Model);

    [Theory]
    [InlineData(0.9, 0.9, 0.9, 0.9, "large")]
    [InlineData(0.9, 0.9, 0.9, 0.95, "large")]
    [InlineData(0.95, 0.95, 0.95, 0.96, "tuned")]
    public void Fine_tuning_is_chosen_only_where_it_gains_more_than_a_standard_error(
        double first, double second, double third, double fourth, string expected)
    {
        // The standard error of 0, 0, 0 and 0.05 is 0.018, and their mean 0.0125.
        var gain = FoldDifference.Between(TunedRows.Folds(0.9, 0.9, 0.9, 0.9), TunedRows.Folds(first, second, third, fourth));
        TunedConfiguration tuned = TunedRows.Row("tuned", 0.99, 40, 100) with { Gain = gain };
        Assert.Equal(expected, TuneSummary.Choose([tuned, .. Finalists], TuneObjective.Accuracy).Configuration.Model);
    }

    [Fact]
    public void The_advice_has_nothing_that_could_not_be_chosen()
    {
        var none = FoldDifference.Between(TunedRows.Folds(0.9, 0.9, 0.9, 0.9), TunedRows.Folds(0.9, 0.9, 0.9, 0.95));
        TunedConfiguration refined = TunedRows.Row("refined", 0.975, 10, 10) with { Gain = none };
        Assert.Equal(
            TuneSummary.Advise(Finalists, Finalists[0]), TuneSummary.Advise([Finalists[0], refined, .. Finalists[1..]], Finalists[0]));
    }

    [Fact]
    public void The_advice_has_what_half_the_size_and_time_would_cost()
    {
        var advice = TuneSummary.Advise(Finalists, Finalists[0]);
        Assert.Equal(
            "Take large at 224 px, average, linear: 0.980 (0.970 to 0.990), 100 MB, 40 ms an image. Half the size (small at 224 px, "
            + "average, linear, 20 MB, 30 ms) would cost 2.0 points, which may be chance. Half the time (quick at 224 px, average, linear, "
            + "60 MB, 10 ms) would cost 0.5 points, which may be chance.", advice);
        Assert.EndsWith(
            "Nothing in the last round has half the time.", TuneSummary.Advise(Finalists[..3], Finalists[1]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_budget_takes_some_of_each_base()
    {
        TuneConfiguration[] all =
            [.. new[] { 224, 160 }.SelectMany(size => new[] { "a", "b", "c" }.Select(head => Configuration("n", size, head)))];
        Assert.Equal([(224, "a"), (160, "a"), (224, "b")], TuneGrid.Limit(all, 3).Select(c => (c.ImageSize, c.Head)));
        Assert.Same(all, TuneGrid.Limit(all, null));
    }

    [Fact]
    public void Intervals_that_are_to_hold_at_once_are_wider()
    {
        double[] values = [0.9, 0.95, 0.92, 0.97, 0.91];
        var (one, many) = (new CorrectedMean(values, 0.25), new CorrectedMean(values, 0.25, intervals: 20));
        // Student's t with 4 degrees of freedom at 0.975 and at 0.99875.
        Assert.True(double.IsFinite(new CorrectedMean([0.9, 0.8], 0.25, intervals: 1000).HalfWidth));
        Assert.Equal(2.7764 / 6.7583, one.HalfWidth / many.HalfWidth, 1e-3);
    }

    private static TuneConfiguration Configuration(string model, int size, string head) =>
        new(model, size, null, Pooling.Average, head, 0);
}
