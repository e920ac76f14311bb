using TorchSharp;
using Transfer.Augmentation;
using Transfer.Models;
using Transfer.Pipeline;

namespace Transfer.Tests.Pipeline;

[Collection("Training")]
public sealed class TrainerTests
{
    private const int Features = 8;

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void A_head_learns_classes_that_can_be_told_apart(int classes)
    {
        var (history, accuracy, _) = Train(classes, seed: 1);
        Assert.Equal(10, history.Epochs.Count);
        Assert.True(accuracy > 0.95, $"Accuracy {accuracy}.");
    }

    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        var first = Train(2, seed: 1).Outputs;
        Assert.Equal(first, Train(2, seed: 1).Outputs);
        Assert.NotEqual(first, Train(2, seed: 2).Outputs);
    }

    [Fact]
    public void The_weights_kept_are_the_best_epochs()
    {
        using var train = Data(2, 60, seed: 1, noise: 3);
        using var validation = Data(2, 60, seed: 2, noise: 3);
        using var head = NewHead(2, seed: 1);
        // A rate that overshoots, so that the last epoch is not the best.
        var history = new Trainer(new TrainerOptions { Epochs = 15, LearningRate = 0.03 }).Fit(head, train, validation);
        Assert.NotEqual(history.Epochs.Count, history.Best.Number);
        Assert.Equal(history.Best.ValidationLoss, Trainer.Evaluate(head, validation).Loss, 1e-6);
    }

    [Fact]
    public void Training_leaves_no_tensors_behind()
    {
        // The first time sets up what lives on; counted on this thread alone, for other tests run beside it.
        _ = Train(2, seed: 1);
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        _ = Train(2, seed: 1);
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void A_loss_that_is_never_a_number_is_refused()
    {
        using var train = new LabelledTensors([float.NaN, 1, 2, 3], [2], [0, 1], torch.CPU);
        using var head = new Head(new FeatureScaling([0, 0], [1, 1]), 2, new HeadOptions { Hidden = 0 }, 1);
        var exception = Assert.Throws<InvalidDataException>(() => new Trainer(new TrainerOptions { Epochs = 2 }).Fit(head, train, train));
        Assert.Contains("not a number in any epoch", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_report_every_fault_at_once() =>
        Assert.Equal(3, new TrainerOptions { Epochs = 0, BatchSize = 0, LearningRate = double.NaN }.Validate().Count());

    private static (History History, double Accuracy, float[] Outputs) Train(int classes, long seed)
    {
        using var train = Data(classes, 120, seed: 1, noise: 1);
        using var validation = Data(classes, 120, seed: 2, noise: 1);
        using var head = NewHead(classes, seed);
        var history = new Trainer(new TrainerOptions { Epochs = 10, LearningRate = 1e-2, Seed = seed }).Fit(head, train, validation);
        return (history, Trainer.Evaluate(head, validation).Accuracy, Trainer.Predict(head, validation));
    }

    private static Head NewHead(int classes, long seed) =>
        new(new FeatureScaling(new float[Features], [.. Enumerable.Repeat(1f, Features)]), classes, new HeadOptions { Hidden = 32 }, seed);

    private static LabelledTensors Data(int classes, int count, long seed, double noise)
    {
        var random = new SeededRandom(seed);
        var values = new float[count * Features];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            for (var j = 0; j < Features; j++)
            {
                values[(i * Features) + j] = (float)random.Normal(j % classes == labels[i] ? 2 : 0, noise);
            }
        }

        return new LabelledTensors(values, [Features], labels, torch.CPU);
    }
}
