namespace Transfer.Tests.Pipeline;

public sealed class FoldPlanTests
{
    [Fact]
    public void Every_sample_validates_once_a_repeat_and_classes_have_their_share_in_every_fold()
    {
        long[] labels = [.. Enumerable.Range(0, 103).Select(i => i < 20 ? 0L : i < 50 ? 1 : 2)];
        var plan = FoldPlan.Create(labels, null, 10, 3, seed: 1);
        Assert.Equal(30, plan.Folds.Count);
        foreach (var repeat in plan.Folds.GroupBy(f => f.Repeat))
        {
            Assert.Equal(Enumerable.Range(0, 103), repeat.SelectMany(f => f.Validation).Order());
        }

        Assert.All(plan.Folds, fold =>
        {
            Assert.Equal(Enumerable.Range(0, 103), fold.Train.Concat(fold.Validation).Order());
            Assert.InRange(fold.Validation.Length, 10, 11);
            Assert.Equal([2, 3], new[] { 0, 1 }.Select(label => fold.Validation.Count(i => labels[i] == label)));
        });
    }

    [Fact]
    public void A_group_is_never_torn_apart_and_classes_stay_as_even_as_groups_allow()
    {
        var random = new SeededRandom(4);
        int[] groups = [.. Enumerable.Range(0, 600).Select(_ => random.Next(80))];
        long[] labels = [.. groups.Select(g => (long)(g % 3 == 0 ? 1 : 0))];
        var plan = FoldPlan.Create(labels, groups, 5, 2, seed: 1);
        Assert.All(plan.Folds, fold =>
        {
            Assert.Empty(fold.Train.Select(i => groups[i]).Intersect(fold.Validation.Select(i => groups[i])));
            Assert.InRange(fold.Validation.Length, 105, 135);
            Assert.InRange(fold.Validation.Count(i => labels[i] == 1) / (double)labels.Count(l => l == 1), 0.15, 0.25);
        });
    }

    [Fact]
    public void The_seed_decides_and_repeats_differ()
    {
        long[] labels = [.. Enumerable.Range(0, 60).Select(i => (long)(i % 2))];
        string[] names = [.. Enumerable.Range(0, 60).Select(i => $"{i:D2}")];
        var plan = FoldPlan.Create(labels, null, 5, 2, seed: 1);
        Assert.Equal(plan.Fingerprint(names), FoldPlan.Create(labels, null, 5, 2, seed: 1).Fingerprint(names));
        Assert.NotEqual(plan.Fingerprint(names), FoldPlan.Create(labels, null, 5, 2, seed: 2).Fingerprint(names));
        Assert.NotEqual(plan.Fingerprint(names), FoldPlan.Create(labels, null, 6, 2, seed: 1).Fingerprint(names));
        Assert.NotEqual(plan.Folds[0].Validation, plan.Folds[5].Validation);
    }

    [Theory]
    [InlineData("There are 3 samples for 4 folds", 3, 2, false)]
    [InlineData("There are 2 groups of samples for 4 folds", 20, 2, true)]
    [InlineData("All samples of class 2 fall into one fold", 20, 19, false)]
    public void What_cannot_be_split_is_refused(string sentence, int count, int first, bool isGrouped)
    {
        long[] labels = [.. Enumerable.Range(0, count).Select(i => i < first ? 0L : 1)];
        int[]? groups = isGrouped ? [.. labels.Select(l => (int)l)] : null;
        var exception = Assert.Throws<InvalidDataException>(() => FoldPlan.Create(labels, groups, 4, 1, seed: 1));
        Assert.StartsWith(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_report_every_fault_at_once()
    {
        string[] expected =
        [
            "The number of folds is 1; expected 2 or more, such as 10, or 0 for none.",
            "The number of repeats is 0; expected 1 or more.",
            "The groups are 'photos'; expected 'similar', or a CSV file and its column such as photos.csv:animal.",
        ];
        Assert.Equal(expected, new FoldOptions { Folds = 1, Repeats = 0, Groups = "photos" }.Validate());
        Assert.Equal(
            ["There are repeats or groups and no folds; expected a number of folds, such as 10, with them."],
            new FoldOptions { Repeats = 3 }.Validate());
        Assert.Empty(new FoldOptions { Folds = 10, Groups = "photos.csv:animal" }.Validate());
    }
}
