using TorchSharp;
using Transfer.Augmentation;
using Transfer.Models;
using Transfer.Pipeline;

namespace Transfer.Tests.Pipeline;

[Collection("Training")]
public sealed class DenseHeadTrainerTests
{
    // Not a multiple of a block, and three rows more than full batches have.
    private const int Features = 200;
    private const int Count = 83;

    // Sums are added up in another order, and the root is the processor's guess with a step of Newton's: a few units in the last place a step.
    private const float Rounding = 2e-5f;

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, false)]
    [InlineData(3, true)]
    public void It_gives_the_weights_of_the_trainer_to_rounding(int classes, bool isMore)
    {
        var options = new TrainerOptions { Epochs = 4, LearningRate = 1e-3 };
        options = isMore ? options with { Schedule = "cosine", WarmUpEpochs = 1, WeightDecay = 0.1, Optimizer = "rmsprop:rho=0.95" } : options;
        float[]? classWeights = isMore ? [1, 2, 0.5f] : null;
        var layers = new HeadOptions { Layers = "dense:24,relu" };
        var (features, labels) = Data(classes, noise: 2);
        int[] train = [.. Enumerable.Range(0, Count)];
        int[] validation = [.. Enumerable.Range(Count, 30)];
        var task = LearningTask.OfClasses(classes);

        using var expected = NewHead(classes, layers);
        using var all = new TensorDataset(features, [Features], labels, torch.CPU);
        using var some = new Subset(all, train);
        using var others = new Subset(all, validation);
        var slow = new Trainer(options, task) { ClassWeights = classWeights }.Fit(expected, some, others);

        using var head = NewHead(classes, layers);
        var fast = new DenseHeadTrainer(options, features, labels, classWeights).Fit(head, DenseHeadShape.Of(layers, options, task)!, train, validation);

        Assert.Equal(slow.Best.Number, fast.Best.Number);
        foreach (var (first, second) in slow.Epochs.Zip(fast.Epochs))
        {
            Assert.Equal(first.Loss, second.Loss, 1e-5);
            Assert.Equal(first.ValidationLoss, second.ValidationLoss, 1e-5);
            Assert.Equal(first.Metric, second.Metric, 1e-9);
            Assert.Equal(first.ValidationMetric, second.ValidationMetric, 1e-9);
            Assert.Equal(first.LearningRate, second.LearningRate, 1e-12);
        }

        Assert.All(Numbers(expected).Zip(Numbers(head)), p => Assert.Equal(p.First, p.Second, Rounding));
        using var untrained = NewHead(classes, layers);
        Assert.Contains(Numbers(untrained).Zip(Numbers(head)), p => Math.Abs(p.First - p.Second) > 100 * Rounding);
    }

    [Fact]
    public void With_dropout_it_learns_as_well_as_the_trainer_and_the_same_again()
    {
        var options = new TrainerOptions { Epochs = 12, LearningRate = 1e-3 };
        var layers = new HeadOptions { Layers = "dense:32,relu,dropout:0.5" };
        var (features, labels) = Data(2, noise: 3);
        int[] train = [.. Enumerable.Range(0, Count)];
        int[] validation = [.. Enumerable.Range(Count, 300)];
        using var all = new TensorDataset(features, [Features], labels, torch.CPU);
        using var some = new Subset(all, train);
        using var others = new Subset(all, validation);
        using var slow = NewHead(2, layers);
        var expected = new Trainer(options, LearningTask.OfClasses(2)).Fit(slow, some, others).Best.ValidationMetric;

        var (first, metric) = Fit();
        Assert.InRange(metric, expected - 0.05, expected + 0.05);
        Assert.True(metric > 0.8, $"{metric}");
        Assert.Equal(first, Fit().Weights);

        (float[] Weights, double Metric) Fit()
        {
            using var head = NewHead(2, layers);
            var shape = DenseHeadShape.Of(layers, options, LearningTask.OfClasses(2))!;
            var best = new DenseHeadTrainer(options, features, labels).Fit(head, shape, train, validation).Best;
            return (Numbers(head), best.ValidationMetric);
        }
    }

    [Fact]
    public void It_stops_when_patience_is_at_its_end_and_keeps_the_best_epoch()
    {
        var options = new TrainerOptions { Epochs = 40, LearningRate = 0.03, Patience = 3 };
        var layers = new HeadOptions { Layers = "dense:16,relu" };
        var (features, labels) = Data(2, noise: 8);
        int[] validation = [.. Enumerable.Range(Count, 60)];
        using var head = NewHead(2, layers);
        var history = new DenseHeadTrainer(options, features, labels)
            .Fit(head, DenseHeadShape.Of(layers, options, LearningTask.OfClasses(2))!, [.. Enumerable.Range(0, Count)], validation);
        Assert.Equal(history.Best.Number + 3, history.Epochs.Count);
        using var all = new TensorDataset(features, [Features], labels, torch.CPU);
        using var others = new Subset(all, validation);
        Assert.Equal(history.Best.ValidationLoss, Trainer.Evaluate(head, others, LearningTask.OfClasses(2)).Loss, 1e-5);
    }

    [Theory]
    [InlineData("none", "rmsprop", 0)]
    [InlineData("linear", "rmsprop", 0)]
    [InlineData("dense:8,tanh", "rmsprop", 0)]
    [InlineData("dense:8:l2=0.1,relu", "rmsprop", 0)]
    [InlineData("dense:8,relu,dense:8,relu", "rmsprop", 0)]
    [InlineData("dense:8,relu", "rmsprop:momentum=0.9", 0)]
    [InlineData("dense:8,relu", "adam", 0)]
    [InlineData("dense:8,relu", "rmsprop", 1)]
    public void What_it_does_not_know_is_left_to_the_trainer(string layers, string optimizer, double clipNorm) =>
        Assert.Null(DenseHeadShape.Of(new HeadOptions { Layers = layers }, new TrainerOptions { Optimizer = optimizer, ClipNorm = clipNorm }, LearningTask.OfClasses(2)));

    private static FeatureScaling Scaling() =>
        new([.. Enumerable.Range(0, Features).Select(i => i * 0.001f)], [.. Enumerable.Range(0, Features).Select(i => 0.5f + (i * 0.001f))]);

    private static Head NewHead(int classes, HeadOptions layers) => new(Scaling(), classes, layers, seed: 5);

    private static float[] Numbers(Head head) => [.. head.parameters().SelectMany(p => p.data<float>().ToArray())];

    private static (float[] Features, long[] Labels) Data(int classes, double noise)
    {
        const int count = Count + 300;
        var random = new SeededRandom(11);
        var features = new float[count * Features];
        var labels = new long[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            for (var j = 0; j < Features; j++)
            {
                features[(i * Features) + j] = (float)random.Normal(j % classes == labels[i] ? 1 : 0, noise);
            }
        }

        return (features, labels);
    }
}
