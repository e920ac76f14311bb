using TorchSharp;

namespace Transfer.Tests.Pipeline;

public sealed class TrainerTests
{
    private const int Features = 8;

    private static readonly LearningTask TwoClasses = LearningTask.OfClasses(2);

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

    [Theory]
    [InlineData("dense:256,relu,dropout:0.5", false)]
    [InlineData("dense:256,relu,dropout:0.5", true)]
    [InlineData("dense:64,batchnorm,silu,dropout:0.3,dense:16,tanh,dropout:0.1", false)]
    public void Eight_trainings_at_once_give_what_one_alone_gives(string layers, bool prefersDenseEngine)
    {
        var alone = Fit(1);
        var together = new byte[8][];
        Parallel.ForEach(Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8 }, i =>
            together[i] = Fit(i % 2 == 0 ? 1 : 2));
        Assert.All(together, (bytes, i) => Assert.Equal(i % 2 == 0, bytes.SequenceEqual(alone)));
        Assert.Equal(together[1], together[3]);

        byte[] Fit(long seed)
        {
            using var data = Data(3, 150, seed: 1, noise: 2);
            using var head = NewHead(3, seed, layers);
            var options = new TrainerOptions { Epochs = 4, LearningRate = 1e-3, Seed = seed };
            new Trainer(options, LearningTask.OfClasses(3)) { PrefersDenseEngine = prefersDenseEngine }.Fit(head, data, data);
            using var file = new MemoryStream();
            using var writer = new BinaryWriter(file);
            head.save(writer);
            return file.ToArray();
        }
    }

    [Fact]
    public void The_weights_kept_are_the_best_epochs()
    {
        using TensorDataset train = Data(2, 60, seed: 1, noise: 3), validation = Data(2, 60, seed: 2, noise: 3);
        using var head = NewHead(2, seed: 1);
        // A rate that overshoots, so that the last epoch is not the best.
        var history = new Trainer(new TrainerOptions { Epochs = 15, LearningRate = 0.03 }, TwoClasses).Fit(head, train, validation);
        Assert.NotEqual(history.Epochs.Count, history.Best.Number);
        Assert.Equal(history.Best.ValidationLoss, Trainer.Evaluate(head, validation, TwoClasses).Loss, 1e-6);
    }

    [Theory]
    [InlineData(MonitoredValue.ValidationLoss)]
    [InlineData(MonitoredValue.ValidationMetric)]
    public void What_is_monitored_decides_which_weights_are_kept_and_when_to_stop(MonitoredValue monitor)
    {
        using TensorDataset train = Data(2, 60, seed: 1, noise: 3), validation = Data(2, 60, seed: 2, noise: 3);
        using var head = NewHead(2, seed: 1);
        var history = new Trainer(new TrainerOptions { Epochs = 40, LearningRate = 0.03, Monitor = monitor, Patience = 4 }, TwoClasses)
            .Fit(head, train, validation);
        Assert.Equal(history.Best.Number + 4, history.Epochs.Count);
        var (loss, accuracy) = Trainer.Evaluate(head, validation, TwoClasses);
        Assert.Equal(history.Best.ValidationLoss, loss, 1e-6);
        Assert.Equal(
            monitor == MonitoredValue.ValidationMetric ? history.Epochs.Max(e => e.ValidationMetric)
                : history.Best.ValidationMetric, accuracy, 1e-9);
        Assert.True(monitor == MonitoredValue.ValidationMetric || loss <= history.Epochs.Min(e => e.ValidationLoss) + 1e-6);
    }

    [Fact]
    public void Weight_decay_shrinks_kernels_and_a_clipped_gradient_is_no_longer_than_asked()
    {
        using var train = Data(2, 60, seed: 1, noise: 3);
        using var plain = NewHead(2, seed: 1);
        using var decayed = NewHead(2, seed: 1);
        var options = new TrainerOptions { Epochs = 3, LearningRate = 1e-3 };
        new Trainer(options, TwoClasses).Fit(plain, train, train);
        new Trainer(options with { WeightDecay = 50 }, TwoClasses).Fit(decayed, train, train);
        Assert.True(Length(decayed) < 0.9 * Length(plain), $"{Length(decayed)} and {Length(plain)}");
        // RMSprop divides by the gradient's size, so a limit must not change where training goes, only that it still goes.
        using var clipped = NewHead(2, seed: 1);
        var history = new Trainer(options with { ClipNorm = 0.01, Epochs = 20 }, TwoClasses).Fit(clipped, train, train);
        Assert.True(history.Epochs[^1].Loss < history.Epochs[0].Loss);
        Assert.All(clipped.parameters(), p => Assert.True(p.grad!.norm().item<float>() <= 0.0101));

        static double Length(Head head) =>
            Math.Sqrt(head.parameters().Where(p => p.dim() > 1).Sum(p => (double)p.detach().Square().sum().item<float>()));
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
        using var train = new TensorDataset([float.NaN, 1, 2, 3], [2], [0, 1], torch.CPU);
        using var head = new Head(new FeatureScaling([0, 0], [1, 1]), 2, new HeadOptions { Layers = "none" }, 1);
        var exception = Assert.Throws<InvalidDataException>(
            () => new Trainer(new TrainerOptions { Epochs = 2 }, TwoClasses).Fit(head, train, train));
        Assert.Contains("not a number in any epoch", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(MonitoredValue.ValidationLoss)]
    [InlineData(MonitoredValue.ValidationMetric)]
    public void Values_are_learnt_and_their_mean_absolute_error_is_measured_the_lower_the_better(MonitoredValue monitor)
    {
        var task = LearningTask.Choose(TaskKind.Regression, 2, new TaskOptions { Loss = "huber" });
        using var train = Values(200, seed: 1);
        using var validation = Values(50, seed: 2);
        using var head = new Head(new FeatureScaling(new float[Features], [.. Enumerable.Repeat(1f, Features)]), task.OutputActivation, 2,
            new HeadOptions { Layers = "none" }, 1);
        var history = new Trainer(new TrainerOptions { Epochs = 20, Optimizer = "adam", LearningRate = 0.05, Monitor = monitor }, task)
            .Fit(head, train, validation);
        var (loss, error) = Trainer.Evaluate(head, validation, task);
        Assert.True(error < 0.1, $"{error}");
        Assert.Equal(monitor == MonitoredValue.ValidationMetric ? history.Epochs.Min(e => e.ValidationMetric)
            : history.Best.ValidationMetric, error, 1e-6);
        // That of the history is of standardized targets.
        Assert.InRange(loss, 0, 0.02);
        var path = Path.GetTempFileName();
        history.Save(path);
        Assert.Equal("epoch,loss,mae,val_loss,val_mae,learning_rate", File.ReadLines(path).First());
        File.Delete(path);
    }

    [Fact]
    public void Class_weights_weigh_the_training_loss_alone()
    {
        using var train = Data(3, 60, seed: 1, noise: 1);
        // So small a rate that nothing is learnt, and no dropout: the losses are those of the first weights.
        var options = new TrainerOptions { Epochs = 1, LearningRate = 1e-12 };
        var plain = Fit(null);
        Assert.Equal(plain.Loss, plain.ValidationLoss, 1e-5);
        var doubled = Fit([2, 2, 2]);
        Assert.Equal(2 * plain.Loss, doubled.Loss, 1e-4);
        Assert.Equal(plain.ValidationLoss, doubled.ValidationLoss, 1e-5);
        // The sum over classes is the whole.
        Assert.Equal(plain.Loss, Fit([1, 0, 0]).Loss + Fit([0, 1, 0]).Loss + Fit([0, 0, 1]).Loss, 1e-4);
        Assert.Contains("There are 2 class weights for 3 classes", Assert.Throws<InvalidOptionsException>(() => Fit([1, 1])).Message,
            StringComparison.Ordinal);

        Epoch Fit(float[]? weights)
        {
            using var head = NewHead(3, seed: 1, "none");
            return new Trainer(options, LearningTask.OfClasses(3)) { ClassWeights = weights }.Fit(head, train, train).Best;
        }
    }

    [Fact]
    public void Mixed_samples_have_their_share_of_each_class_weight()
    {
        using var scope = torch.NewDisposeScope();
        using var head = NewHead(3, seed: 1, "none");
        var (two, three) = (LearningTask.OfClasses(2), LearningTask.OfClasses(3));
        using var ofThree = new TrainingLoss(three, head, [1, 2, 4]);
        var logits = torch.tensor([0.1f, 0.2f, 0.3f], [1, 3]);
        var shares = torch.tensor([0.5f, 0.25f, 0.25f], [1, 3]);
        Assert.Equal(2 * three.MeanLoss(logits, shares).item<float>(), ofThree.Of(logits, shares).item<float>(), 1e-5f);
        using var ofTwo = new TrainingLoss(two, head, [1, 3]);
        var (one, share) = (torch.tensor([0.4f], [1, 1]), torch.tensor([0.25f], [1, 1]));
        Assert.Equal(1.5f * two.MeanLoss(one, share).item<float>(), ofTwo.Of(one, share).item<float>(), 1e-5f);
    }

    [Fact]
    public void A_heads_regularisation_is_part_of_the_loss()
    {
        using var data = Data(2, 40, seed: 1, noise: 1);
        using var plain = NewHead(2, seed: 1, "none");
        using var regular = NewHead(2, seed: 1, "last:l2=0.5");
        using var penalty = regular.Penalty()!;
        Assert.Equal(Trainer.Evaluate(plain, data, TwoClasses).Loss + penalty.item<float>(),
            Trainer.Evaluate(regular, data, TwoClasses).Loss, 1e-5);
        Assert.True(penalty.item<float>() > 0.01);
    }

    [Fact]
    public void A_learning_rate_can_be_found_first()
    {
        using var train = Data(2, 120, seed: 1, noise: 1);
        using var head = NewHead(2, seed: 1);
        var said = new List<string>();
        var options = new TrainerOptions { Epochs = 2, Optimizer = "sgd", FindLearningRate = true };
        var history = new Trainer(options, TwoClasses).Fit(head, train, train, context: RunContext.Of(new Listener(said)));
        Assert.Matches(@"^Learning rate: \S+ found in \d+ steps, within a tenth to ten times of 0\.01\.$", said[0]);
        Assert.Equal(history.FoundRate, history.Best.LearningRate);
        Assert.InRange(history.FoundRate!.Value, 0.001, 0.1);
        Assert.True(history.RateSearch!.Points.Count > 20);
        Assert.Equal(history.Epochs[0].LearningRate, history.Epochs[1].LearningRate);
        Assert.True(history.Epochs[1].Loss < history.Epochs[0].Loss);
    }

    [Theory]
    [InlineData("rmsprop", 2e-4, 0)]
    [InlineData("rmsprop:momentum=0.9", 2e-4, 0)]
    [InlineData("sgd", 0.01, 0)]
    [InlineData("adamw", 1e-3, 0.004)]
    public void Rate_and_decay_are_the_optimizers_unless_given(string optimizer, double rate, double decay)
    {
        var options = new TrainerOptions { Optimizer = optimizer };
        Assert.Equal((rate, decay), (options.Rate, options.Decay));
        Assert.Equal((1, 0.5), ((options with { LearningRate = 1 }).Rate, (options with { WeightDecay = 0.5 }).Decay));
    }

    [Fact]
    public void The_schedule_hears_what_is_monitored()
    {
        using var train = Data(2, 60, seed: 1, noise: 3);
        using var head = NewHead(2, seed: 1);
        var options = new TrainerOptions
        {
            Epochs = 12,
            LearningRate = 0.03,
            Schedule = "reduce_on_plateau:patience=1:factor=0.5",
            Monitor = MonitoredValue.ValidationMetric,
        };
        var epochs = new Trainer(options, TwoClasses).Fit(head, train, train).Epochs;
        var (rate, best) = (0.03, double.NegativeInfinity);
        foreach (var epoch in epochs)
        {
            Assert.Equal(rate, epoch.LearningRate, 1e-12);
            rate *= epoch.ValidationMetric > best + 1e-4 ? 1 : 0.5;
            best = Math.Max(best, epoch.ValidationMetric);
        }

        Assert.True(rate < 0.03);
    }

    [Fact]
    public void Options_report_every_fault_at_once() => Assert.Equal(
        5,
        new TrainerOptions { Epochs = 0, BatchSize = 0, LearningRate = double.NaN, Optimizer = "best", Schedule = "step" }
            .Validate().Count());

    private static (History History, double Accuracy, float[] Outputs) Train(int classes, long seed)
    {
        using var train = Data(classes, 120, seed: 1, noise: 1);
        using var validation = Data(classes, 120, seed: 2, noise: 1);
        using var head = NewHead(classes, seed);
        var history = new Trainer(new TrainerOptions { Epochs = 10, LearningRate = 1e-2, Seed = seed }, LearningTask.OfClasses(classes))
            .Fit(head, train, validation);
        return (history, Trainer.Evaluate(head, validation, LearningTask.OfClasses(classes)).Metric,
            Trainer.Predict(head, validation, head.OutputActivation));
    }

    private static Head NewHead(int classes, long seed, string layers = "dense:32,relu,dropout:0.5") =>
        new(new FeatureScaling(new float[Features], [.. Enumerable.Repeat(1f, Features)]), classes, new HeadOptions { Layers = layers },
            seed);

    /// <summary>Two values that are sums of features.</summary>
    private static TensorDataset Values(int count, long seed)
    {
        var random = new SeededRandom(seed);
        float[] inputs = [.. Enumerable.Range(0, count * Features).Select(_ => (float)random.Normal())];
        float[] targets = [.. inputs.Chunk(Features).SelectMany(x => new[] { x[0] - x[1] + 3, x[2] + x[3] - 1 })];
        return new TensorDataset(inputs, [Features], targets, 2, torch.CPU);
    }

    private static TensorDataset Data(int classes, int count, long seed, double noise)
    {
        var (random, values, labels) = (new SeededRandom(seed), new float[count * Features], new long[count]);
        for (var i = 0; i < count; i++)
        {
            labels[i] = i % classes;
            for (var j = 0; j < Features; j++)
            {
                values[(i * Features) + j] = (float)random.Normal(j % classes == labels[i] ? 2 : 0, noise);
            }
        }

        return new TensorDataset(values, [Features], labels, torch.CPU);
    }

    private sealed class Listener(List<string> said) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value) => said.AddRange(value.Total == 0 ? [value.Text] : []);
    }
}
