using TorchSharp;

namespace Transfer.Tests.Pipeline;

public sealed class DenseEngineTests : IDisposable
{
    // Not a multiple of a block, and three rows more than full batches have.
    private const int Features = 200;
    private const int Count = 83;
    private const int ValidationCount = 300;

    // Sums are added up in another order, and the root is the processor's estimate with a step of Newton's: a few units in the last place a
    // step.
    private const double Tolerance = 1e-4;

    private readonly List<IDisposable> _owned = [];

    public void Dispose() => _owned.ForEach(o => o.Dispose());

    [Theory]
    [InlineData("dense:256,relu,dropout:0.5", 2)]
    [InlineData("dense:256,relu,dropout:0.3", 3)]
    [InlineData("dense:24,relu", 2)]
    [InlineData("dense:24,relu", 3)]
    public void Both_engines_give_the_same_head_and_history(string layers, int classes) =>
        AssertEqual(new TrainerOptions(), layers, classes, null);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void So_they_do_with_class_weights_and_every_option_that_both_know(int classes)
    {
        var options = new TrainerOptions
        {
            Schedule = "cosine",
            WarmUpEpochs = 1,
            WeightDecay = 0.1,
            Optimizer = "rmsprop:rho=0.95",
            Monitor = MonitoredValue.ValidationMetric,
        };
        AssertEqual(options, "dense:32,relu,dropout:0.5", classes, classes == 2 ? [1, 2] : [1, 2, 0.5f]);
    }

    [Fact]
    public void Both_stop_when_patience_is_at_its_end()
    {
        var options = new TrainerOptions { LearningRate = 1e-2, Patience = 3, Schedule = "reduce_on_plateau:patience=1:factor=0.5" };
        var history = AssertEqual(options, "dense:16,relu,dropout:0.5", 2, null);
        Assert.Equal(history.Best.Number + 3, history.Epochs.Count);
        Assert.True(history.Epochs.Count < EpochPlan.Usual);
    }

    [Fact]
    public void It_keeps_the_best_epoch()
    {
        var job = Job(new TrainerOptions { LearningRate = 0.03 }, "dense:16,relu", 2);
        var history = Fit(job, null, isDense: true);
        Assert.NotEqual(history.Epochs.Count, history.Best.Number);
        Assert.Equal(history.Best.ValidationLoss, Trainer.Evaluate(job.Module, job.Validation, job.Task).Loss, 1e-5);
    }

    [Fact]
    public void It_goes_on_from_what_it_saved_to_the_same_weights()
    {
        var (whole, interrupted, resumed) = (Engine(), Engine(), Engine());
        using var file = new MemoryStream();
        foreach (var epoch in new[] { 1, 2, 3, 4 })
        {
            Assert.Equal(whole.Train(Epoch(epoch), default), (epoch < 3 ? interrupted : resumed).Train(Epoch(epoch), default));
            if (epoch == 1)
            {
                whole.KeepBest();
                interrupted.KeepBest();
            }

            if (epoch == 2)
            {
                using var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true);
                interrupted.Save(writer);
                file.Position = 0;
                resumed.Restore(new BinaryReader(file));
                Assert.Equal(file.Length, file.Position);
            }
        }

        Assert.Equal(whole.Evaluate(), resumed.Evaluate());
        Assert.Equal(Best(whole), Best(resumed));

        static EpochSteps Epoch(int number) => new(number, [[0, 1, 2, 3], [4 + number, 5 + number]], [1e-2, 1e-2]);

        DenseEngine Engine() => Own(DenseEngine.TryCreate(Job(new TrainerOptions { BatchSize = 4 }, "dense:16,relu,dropout:0.5", 3))!);

        static float[] Best(DenseEngine engine)
        {
            engine.RestoreBest();
            return Weights(engine.Head);
        }
    }

    [Theory]
    [InlineData("none", "rmsprop", 0)]
    [InlineData("linear", "rmsprop", 0)]
    [InlineData("dense:8,tanh", "rmsprop", 0)]
    [InlineData("dense:8:l2=0.1,relu", "rmsprop", 0)]
    [InlineData("dense:8,relu,last:l2=0.1", "rmsprop", 0)]
    [InlineData("dense:8,relu,dense:8,relu", "rmsprop", 0)]
    [InlineData("dense:8,relu", "rmsprop:momentum=0.9", 0)]
    [InlineData("dense:8,relu", "adam", 0)]
    [InlineData("dense:8,relu", "rmsprop", 1)]
    public void What_it_does_not_know_is_left_to_TorchSharp(string layers, string optimizer, double clipNorm) =>
        Assert.Null(DenseEngine.TryCreate(Job(new TrainerOptions { Optimizer = optimizer, ClipNorm = clipNorm }, layers, 2)));

    [Fact]
    public void So_are_groups_of_weights_and_samples_elsewhere()
    {
        var job = Job(new TrainerOptions(), "dense:8,relu", 2);
        Assert.NotNull(Own(DenseEngine.TryCreate(job)));
        Assert.Null(DenseEngine.TryCreate(job with { Groups = [new TrainedGroup("all", [.. job.Module.parameters()])] }));
        Assert.Null(DenseEngine.TryCreate(job with { Validation = Job(new TrainerOptions(), "none", 2).Validation }));
    }

    private static float[] Weights(torch.nn.Module module) => [.. module.parameters().SelectMany(p => p.data<float>().ToArray())];

    private static FeatureScaling Scaling() =>
        new([.. Enumerable.Range(0, Features).Select(i => i * 0.001f)],
            [.. Enumerable.Range(0, Features).Select(i => 0.5f + (i * 0.001f))]);

    private static (float[] Features, long[] Labels) Data(int classes)
    {
        var random = new SeededRandom(11);
        var features = new float[(Count + ValidationCount) * Features];
        var labels = new long[Count + ValidationCount];
        for (var i = 0; i < labels.Length; i++)
        {
            labels[i] = i % classes;
            for (var j = 0; j < Features; j++)
            {
                features[(i * Features) + j] = (float)random.Normal(j % classes == labels[i] ? 1 : 0, 4);
            }
        }

        return (features, labels);
    }

    private static History Fit(TrainingJob job, float[]? classWeights, bool isDense) =>
        new Trainer(job.Options.Given, job.Task) { ClassWeights = classWeights, PrefersDenseEngine = isDense }
            .Fit(job.Module, job.Train, job.Validation);

    private History AssertEqual(TrainerOptions options, string layers, int classes, float[]? classWeights)
    {
        var (slow, fast) = (Job(options, layers, classes), Job(options, layers, classes));
        Assert.NotNull(Own(DenseEngine.TryCreate(fast)));
        var untrained = Weights(fast.Module);
        var (expected, history) = (Fit(slow, classWeights, isDense: false), Fit(fast, classWeights, isDense: true));
        Assert.Equal(expected.Epochs.Count, history.Epochs.Count);
        Assert.Equal(expected.Best.Number, history.Best.Number);
        foreach (var (first, second) in expected.Epochs.Zip(history.Epochs))
        {
            Assert.Equal(first.Loss, second.Loss, Tolerance);
            Assert.Equal(first.ValidationLoss, second.ValidationLoss, Tolerance);
            Assert.Equal(first.Metric, second.Metric, Tolerance);
            Assert.Equal(first.ValidationMetric, second.ValidationMetric, Tolerance);
            Assert.Equal(first.LearningRate, second.LearningRate, 1e-12);
        }

        Assert.All(Weights(slow.Module).Zip(Weights(fast.Module)), p => Assert.Equal(p.First, p.Second, (float)Tolerance));
        Assert.Contains(untrained.Zip(Weights(fast.Module)), p => Math.Abs(p.First - p.Second) > 50 * Tolerance);
        return expected;
    }

    private TrainingJob Job(TrainerOptions options, string layers, int classes)
    {
        var (features, labels) = Data(classes);
        var all = Own(new TensorDataset(features, [Features], labels, torch.CPU));
        return new TrainingJob
        {
            Options = ParsedTrainerOptions.Of(options),
            Epochs = new EpochPlan(0, 1, 0),
            Task = LearningTask.OfClasses(classes),
            Module = Own(new Head(Scaling(), classes, new HeadOptions { Layers = layers }, seed: 5)),
            Train = new Subset(all, [.. Enumerable.Range(0, Count)]),
            Validation = new Subset(all, [.. Enumerable.Range(Count, ValidationCount)]),
        };
    }

    private T Own<T>(T disposable)
    {
        if (disposable is IDisposable owned)
        {
            _owned.Add(owned);
        }

        return disposable;
    }
}
