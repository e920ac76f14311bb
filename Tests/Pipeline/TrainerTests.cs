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

    [Theory]
    [InlineData(MonitoredValue.ValidationLoss)]
    [InlineData(MonitoredValue.ValidationAccuracy)]
    public void What_is_monitored_decides_which_weights_are_kept_and_when_to_stop(MonitoredValue monitor)
    {
        using var train = Data(2, 60, seed: 1, noise: 3);
        using var validation = Data(2, 60, seed: 2, noise: 3);
        using var head = NewHead(2, seed: 1);
        var history = new Trainer(new TrainerOptions { Epochs = 40, LearningRate = 0.03, Monitor = monitor, Patience = 4 }).Fit(head, train, validation);
        Assert.Equal(history.Best.Number + 4, history.Epochs.Count);
        var (loss, accuracy) = Trainer.Evaluate(head, validation);
        Assert.Equal(history.Best.ValidationLoss, loss, 1e-6);
        Assert.Equal(
            monitor == MonitoredValue.ValidationAccuracy ? history.Epochs.Max(e => e.ValidationAccuracy) : history.Best.ValidationAccuracy, accuracy, 1e-9);
        Assert.True(monitor == MonitoredValue.ValidationAccuracy || loss <= history.Epochs.Min(e => e.ValidationLoss) + 1e-6);
    }

    [Fact]
    public void The_learning_rate_rises_in_the_warm_up_and_falls_as_a_cosine()
    {
        var options = new TrainerOptions { Epochs = 10, WarmUpEpochs = 2, Schedule = LearningRateSchedule.Cosine };
        var shares = Enumerable.Range(0, 100).Select(step => options.RateShare(step, 10)).ToArray();
        Assert.Equal(1 / 21.0, shares[0], 1e-12);
        Assert.Equal(1, shares[20], 1e-12);
        Assert.Equal(0.5, shares[60], 1e-12);
        Assert.True(shares[99] is > 0 and < 0.001, $"{shares[99]}");
        Assert.All(shares[..20].Zip(shares[1..21]), p => Assert.True(p.First < p.Second));
        Assert.All(shares[20..99].Zip(shares[21..]), p => Assert.True(p.First > p.Second));
    }

    [Fact]
    public void Weight_decay_shrinks_kernels_and_a_clipped_gradient_is_no_longer_than_asked()
    {
        using var train = Data(2, 60, seed: 1, noise: 3);
        using var plain = NewHead(2, seed: 1);
        using var decayed = NewHead(2, seed: 1);
        var options = new TrainerOptions { Epochs = 3, LearningRate = 1e-3 };
        new Trainer(options).Fit(plain, train, train);
        new Trainer(options with { WeightDecay = 50 }).Fit(decayed, train, train);
        Assert.True(Length(decayed) < 0.9 * Length(plain), $"{Length(decayed)} and {Length(plain)}");
        // RMSprop divides by the gradient's size, so a limit must not change where training goes, only that it still goes.
        using var clipped = NewHead(2, seed: 1);
        var history = new Trainer(options with { ClipNorm = 0.01 }).Fit(clipped, train, train);
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss);
        Assert.All(clipped.parameters(), p => Assert.True(p.grad!.norm().item<float>() <= 0.0101));

        static double Length(Head head) => Math.Sqrt(head.parameters().Where(p => p.dim() > 1).Sum(p => (double)p.detach().pow(2).sum().item<float>()));
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
