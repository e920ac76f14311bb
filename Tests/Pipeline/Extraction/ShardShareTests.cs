namespace Transfer.Tests.Pipeline;

public sealed class ShardShareTests
{
    [Fact]
    public void Shares_are_about_equal_and_never_move()
    {
        var paths = Enumerable.Range(0, 20_000).Select(i => $"class-{i % 7}/image {i}.jpg").ToList();
        for (var i = 0; i < 8; i++)
        {
            Assert.InRange(paths.Count(new ShardShare(i, 8).Has), 2300, 2700);
        }

        // Written down once: another number would send files to two machines or to none while versions are mixed.
        Assert.Equal([3, 1, 0, 1, 2], new[] { "a.jpg", "cats/cat.1.jpg", "dogs/dog.1.jpg", "ünï/猫.png", "" }.Select(Of4));
    }

    [Theory]
    [InlineData("4/4")]
    [InlineData("-1/4")]
    [InlineData("1")]
    [InlineData("1/0")]
    [InlineData("a/b")]
    public void A_bad_share_is_said_in_a_sentence(string text) =>
        Assert.StartsWith(
            $"'{text}' is not a share of the files. Expected i/n with i from 0 to n - 1",
            Assert.Throws<ArgumentException>(() => ShardShare.Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Slurm_says_which_share_it_is()
    {
        var (share, why) = Choose(
            null, null, ("SLURM_ARRAY_TASK_ID", "7"), ("SLURM_ARRAY_TASK_COUNT", "4"), ("SLURM_ARRAY_TASK_MIN", "1"),
            ("SLURM_ARRAY_TASK_STEP", "2"));
        Assert.Equal(new ShardShare(3, 4), share);
        Assert.Equal("Share 3/4 of the files: SLURM_ARRAY_TASK_ID is 7, number 4 of the 4 tasks from 1 in steps of 2.", why);
        Assert.Equal(
            new ShardShare(2, 8),
            Choose(null, 8, ("SLURM_ARRAY_TASK_ID", "2"), ("SLURM_ARRAY_TASK_COUNT", "1"), ("SLURM_ARRAY_TASK_MIN", "2")).Share);
    }

    [Fact]
    public void Kubernetes_says_which_share_it_is_and_its_job_how_many_there_are()
    {
        Assert.Equal(new ShardShare(3, 5), Choose(null, 5, ("JOB_COMPLETION_INDEX", "3")).Share);
        Assert.Equal(new ShardShare(3, 5), Choose(null, null, ("JOB_COMPLETION_INDEX", "3"), ("TRANSFER_SHARDS", "5")).Share);
        Assert.Equal((ShardShare.All, null), Choose(null, null));
        Assert.Equal(new ShardShare(1, 2), Choose("1/2", null, ("SLURM_ARRAY_TASK_ID", "0"), ("SLURM_ARRAY_TASK_COUNT", "9")).Share);
    }

    [Fact]
    public void What_makes_no_sense_is_said_in_a_sentence()
    {
        Assert.StartsWith(
            "JOB_COMPLETION_INDEX is 3, so this is one of several tasks, but their number is not known.",
            Fault(null, null, ("JOB_COMPLETION_INDEX", "3")), StringComparison.Ordinal);
        Assert.StartsWith(
            "JOB_COMPLETION_INDEX is 3, but with 3 shares it must be 0 to 2.",
            Fault(null, 3, ("JOB_COMPLETION_INDEX", "3")), StringComparison.Ordinal);
        Assert.StartsWith(
            "SLURM_ARRAY_TASK_ID is 'x'; expected a number.", Fault(null, null, ("SLURM_ARRAY_TASK_ID", "x")), StringComparison.Ordinal);
        Assert.StartsWith(
            "SLURM_ARRAY_TASK_ID is 9, which is not among the 3 tasks from 1 in steps of 1.",
            Fault(null, null, ("SLURM_ARRAY_TASK_ID", "9"), ("SLURM_ARRAY_TASK_COUNT", "3"), ("SLURM_ARRAY_TASK_MIN", "1")),
            StringComparison.Ordinal);
        Assert.StartsWith("There are to be 4 shares, but neither", Fault(null, 4), StringComparison.Ordinal);
        Assert.StartsWith("The share 0/2 and 4 shares were given, which contradict each other.", Fault("0/2", 4), StringComparison.Ordinal);
    }

    private static int Of4(string path) => Enumerable.Range(0, 4).Single(i => new ShardShare(i, 4).Has(path));

    private static (ShardShare Share, string? Why) Choose(string? share, int? shares, params (string Name, string Value)[] variables) =>
        ShardEnvironment.Choose(share, shares, name => variables.FirstOrDefault(v => v.Name == name).Value);

    private static string Fault(string? share, int? shares, params (string Name, string Value)[] variables) =>
        Assert.Throws<ArgumentException>(() => Choose(share, shares, variables)).Message;
}
