namespace Transfer.Tests.Pipeline.Tuning;

public sealed class EpochChoiceTests
{
    private static readonly LearningTask Task = LearningTask.Choose(TaskKind.Binary, 2);

    [Fact]
    public void The_epoch_of_each_sample_is_chosen_on_the_others()
    {
        // Epoch 1 is much better for the first sample alone, so only that one has epoch 0.
        float[] start = [0.1f, 0.6f, 0.6f, 0.6f];
        float[] after = [0.9f, 0.5f, 0.5f, 0.5f];
        Assert.Equal([0.1f, 0.5f, 0.5f, 0.5f], EpochChoice.Outputs(Truth(1, 1, 1, 1), [start, after]));
    }

    [Fact]
    public void Noise_that_the_best_of_many_epochs_would_look_good_with_is_no_gain()
    {
        var random = new SeededRandom(7);
        const int samples = 40;
        var truth = Truth([.. Enumerable.Range(0, samples).Select(i => i % 2)]);
        var (honest, best) = (0.0, 0.0);
        const int rounds = 200;
        for (var round = 0; round < rounds; round++)
        {
            var epochs = Enumerable.Range(0, 11)
                .Select(_ => Enumerable.Range(0, samples).Select(_ => (float)random.Uniform(0.05, 0.95)).ToArray()).ToList();
            honest += Accuracy(EpochChoice.Outputs(truth, epochs)) / rounds;
            best += epochs.Max(Accuracy) / rounds;
        }

        // The mean of 200 accuracies of 40 samples has a standard error of 0.0056.
        Assert.InRange(honest, 0.5 - 0.025, 0.5 + 0.025);
        Assert.InRange(best, 0.58, 1);

        double Accuracy(float[] outputs) => (truth with { Outputs = outputs }).Scores().Average();
    }

    [Fact]
    public void One_sample_keeps_the_head() =>
        Assert.Equal([0.4f], EpochChoice.Outputs(Truth(1), [[0.4f], [0.9f]]));

    private static Predictions Truth(params int[] labels) => new()
    {
        Task = Task,
        Names = ["no", "yes"],
        Samples = [.. labels.Select((_, i) => $"{i}")],
        Outputs = [],
        Targets = Array.ConvertAll(labels, label => (float)label),
    };
}
