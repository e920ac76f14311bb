namespace Transfer.Tests.Pipeline;

public sealed class RateScheduleTests
{
    private const int Steps = 10;

    [Theory]
    [InlineData("constant", 0, 1)]
    [InlineData("constant", 99, 1)]
    [InlineData("cosine", 0, 1)]
    [InlineData("cosine", 50, 0.5)]
    [InlineData("step:4", 39, 1)]
    [InlineData("step:4", 40, 0.1)]
    [InlineData("step:4:factor=0.5", 80, 0.25)]
    [InlineData("exponential:0.9", 10, 0.9)]
    [InlineData("exponential:0.9", 25, 0.7684334714)]
    public void A_step_has_its_share_of_the_rate(string text, long step, double share) =>
        Assert.Equal(share, RateSchedules.Create(RateSchedules.Table.Parse(text), warmUpEpochs: 0, epochs: 10, Steps).Share(step), 1e-9);

    [Fact]
    public void The_rate_rises_in_the_warm_up_and_the_schedule_goes_on_from_there()
    {
        var schedule = RateSchedules.Create(RateSchedules.Table.Parse("cosine"), warmUpEpochs: 2, epochs: 10, Steps);
        var shares = Enumerable.Range(0, 100).Select(step => schedule.Share(step)).ToArray();
        // Keras' warm-up of 20 steps: step / 20.
        Assert.Equal([0, 0.05, 0.95], [shares[0], shares[1], shares[19]]);
        Assert.Equal(1, shares[20], 1e-12);
        Assert.Equal(0.5, shares[60], 1e-12);
        Assert.All(shares[..20].Zip(shares[1..21]), p => Assert.True(p.First < p.Second));
        Assert.All(shares[20..99].Zip(shares[21..]), p => Assert.True(p.First > p.Second));
    }

    [Fact]
    public void On_a_plateau_the_rate_falls_after_the_patience_and_rests()
    {
        // The best, a better one that is too little better, two as good: patience is at its end, and two epochs of rest follow.
        double[] losses = [1, 0.5, 0.49995, 0.5, double.NaN, 0.6, 0.6, 0.6, 0.6, 0.4, 0.4, 0.4, 0.4];
        double[] shares = [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.3, 0.3, 0.3, 0.3, 0.3];
        var schedule = Plateau();
        Assert.Equal(shares, losses.Select(loss => After(schedule, loss)));
    }

    [Fact]
    public void A_saved_plateau_goes_on_as_if_nothing_had_been()
    {
        var (schedule, resumed) = (Plateau(), Plateau());
        foreach (var loss in new[] { 1, 0.5, 0.5, 0.5, 0.5, 0.5 })
        {
            schedule.EpochEnded(loss);
        }

        using var saved = new MemoryStream();
        schedule.Save(new BinaryWriter(saved));
        saved.Position = 0;
        resumed.Restore(new BinaryReader(saved));
        double[] rest = [0.5, 0.5, 0.5, 0.5, 0.2];
        var (expected, actual) = (rest.Select(l => After(schedule, l)).ToArray(), rest.Select(l => After(resumed, l)).ToArray());
        Assert.Equal(expected, actual);
        Assert.Equal(0.3, actual[^1]);
        Assert.Equal(0.5, actual[0]);
    }

    [Theory]
    [InlineData("cosin", "There is no schedule 'cosin'; expected one of constant, cosine, step, exponential, reduce_on_plateau (plateau).")]
    [InlineData("step", "The schedule 'step' lacks its epochs; expected a number above 0, such as step:1.")]
    [InlineData("plateau:patience=0", "The patience of the schedule reduce_on_plateau is '0'; expected a whole number from 1.")]
    [InlineData("exponential:1.1", "The factor of the schedule exponential is '1.1'; expected a number above 0 to 1.")]
    public void What_makes_no_sense_is_said_in_a_sentence(string text, string sentence) =>
        Assert.Equal(sentence, RateSchedules.Table.Fault(text));

    private static RateSchedule Plateau() => RateSchedules.Create(
        RateSchedules.Table.Parse("plateau:patience=3:factor=0.5:cooldown=2:min_share=0.3"), warmUpEpochs: 0, epochs: 10, Steps);

    private static double After(RateSchedule schedule, double loss)
    {
        schedule.EpochEnded(loss);
        return schedule.Share(0);
    }
}
