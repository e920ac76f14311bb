using TorchSharp;

namespace Transfer.Tests.Pipeline;

public sealed class TargetScalingTests
{
    private const int Features = 4;

    // Five units of one target: itself, fractions, grams, Kelvin and years.
    private static readonly (double Factor, double Offset)[] Units = [(1, 0), (0.01, 0.5), (1000, 0), (5, 273.15), (10, 1990)];

    [Theory]
    [InlineData("none", "mse")]
    [InlineData("none", "logcosh")]
    [InlineData("dense:16,relu", "mae")]
    [InlineData("dense:16:l2=0.001,batchnorm,relu,dropout:0.3,last:l2=0.001", "huber:delta=0.5")]
    public void R2_is_the_same_in_five_units(string layers, string loss)
    {
        var task = Regression(loss);
        double[] r2 = [.. Units.Select(unit => R2(task, layers, y => (float)((unit.Factor * y) + unit.Offset)))];
        Assert.InRange(r2[0], 0.5, 1);
        Assert.All(r2, value => Assert.Equal(r2[0], value, 0.03));
    }

    [Theory]
    [InlineData("none", "mse")]
    [InlineData("dense:16,relu", "mae")]
    public void R2_is_the_same_when_a_unit_counts_the_other_way(string layers, string loss)
    {
        var task = Regression(loss);
        var r2 = R2(task, layers, y => y);
        Assert.Equal(r2, R2(task, layers, y => -1e6f * y), 1e-3);
        Assert.Equal(r2, R2(task, layers, y => 100 - y), 1e-3);
    }

    [Theory]
    [InlineData("exponential", "poisson")]
    [InlineData("exponential", "mse")]
    [InlineData("linear", "mape")]
    public void Values_with_a_true_zero_may_be_multiplied(string outputActivation, string loss)
    {
        var task = LearningTask.Choose(
            TaskKind.Regression, 1, new TaskOptions { OutputActivation = outputActivation, Loss = loss });
        double[] r2 = [.. new[] { 1, 1e-4, 1e6 }.Select(factor => R2(task, "dense:16,relu", y => (float)(factor * Math.Exp(0.4 * y))))];
        Assert.InRange(r2[0], 0.3, 1);
        Assert.All(r2, value => Assert.Equal(r2[0], value, 0.03));
    }

    [Fact]
    public void Losses_are_of_standardized_targets_and_the_metric_is_in_their_unit()
    {
        var (task, options) = (Regression("mse"), Options(6));
        using var plain = Data(task, y => y);
        using var grams = Data(task, y => 1000 * y);
        using var first = NewHead(task, "none");
        using var second = NewHead(task, "none");
        var (one, thousand) = (new Trainer(options, task).Fit(first, plain, plain), new Trainer(options, task).Fit(second, grams, grams));
        foreach (var (small, large) in one.Epochs.Zip(thousand.Epochs))
        {
            Assert.Equal(small.Loss, large.Loss, 1e-4);
            Assert.Equal(small.ValidationLoss, large.ValidationLoss, 1e-4);
            Assert.Equal(1000 * small.ValidationMetric, large.ValidationMetric, 0.2);
        }

        Assert.Equal(thousand.Best.ValidationMetric, Trainer.Evaluate(second, grams, task).Metric, 0.01);
    }

    [Fact]
    public void Scale_and_offset_are_folded_in_double_precision()
    {
        var task = Regression("mse");
        using var data = Data(task, y => 273.15f + (0.001f * y));
        using var head = NewHead(task, "none");
        var before = Weights(head);
        var scaling = TargetScaling.Measure(task, data)!;
        scaling.Fold(head);
        var targets = Array.ConvertAll(data.Targets!, t => (double)t);
        var offset = (float)targets.Average();
        var scale = Math.Sqrt(targets.Average(t => Math.Pow(t - targets.Average(), 2)));
        var after = Weights(head);
        Assert.Equal(offset, after[1][0]);
        Assert.All(before[0].Zip(after[0]), w => Assert.Equal((float)(w.First * scale), w.Second, 1e-9f));

        // And back, to the weights that they were, but for their last bit.
        scaling.Unfold(head);
        var again = Weights(head);
        Assert.All(before[0].Zip(again[0]), w => Assert.Equal(w.First, w.Second, 1e-6f));
        Assert.Equal(0, again[1][0]);
    }

    [Theory]
    [InlineData("linear", "mse")]
    [InlineData("exponential", "poisson")]
    public void Training_goes_on_from_a_trained_head(string outputActivation, string loss)
    {
        var task = LearningTask.Choose(
            TaskKind.Regression, 1, new TaskOptions { OutputActivation = outputActivation, Loss = loss });
        using var data = Data(task, y => 500 + (20 * y));
        using var head = NewHead(task, "dense:8,relu");
        var earlier = new Trainer(Options(20), task).Fit(head, data, data).Best;
        // So small a rate leaves the weights as they are.
        var options = Options(1) with { Optimizer = "sgd", LearningRate = 1e-12 };
        var later = new Trainer(options, task) { IsContinued = true }.Fit(head, data, data).Best;
        Assert.Equal(earlier.ValidationLoss, later.ValidationLoss, 1e-4);
        Assert.Equal(earlier.ValidationMetric, later.ValidationMetric, 1e-3);
    }

    [Fact]
    public void Values_of_a_sigmoid_and_labels_stay_as_they_are()
    {
        var unit = LearningTask.Choose(TaskKind.UnitRegression, 1);
        using var data = Data(unit, y => 0.5f + (0.01f * y));
        Assert.Null(TargetScaling.Measure(unit, data));
        Assert.Null(TargetScaling.Measure(LearningTask.Choose(TaskKind.MultiLabel, 1), data));
        Assert.NotNull(TargetScaling.Measure(
            LearningTask.Choose(TaskKind.UnitRegression, 1, new TaskOptions { OutputActivation = "linear" }), data));
    }

    [Fact]
    public void Each_of_several_values_is_learnt_whatever_its_unit_and_a_constant_is_said_and_predicted()
    {
        var task = LearningTask.Choose(TaskKind.Regression, 3);
        using var data = Data(task, y => 1e6f * y, y => 1e-6f * y, _ => 7.5f);
        using var head = NewHead(task, "none");
        var said = new List<string>();
        new Trainer(Options(40), task) { TargetNames = ["mass", "share", "constant"] }
            .Fit(head, data, data, context: RunContext.Of(new Listener(said)));
        Assert.Equal(
            "Warning: 'constant' is 7.5 in all training samples, so there is nothing to learn; that is what will be predicted. "
            + "Expected targets that differ.", Assert.Single(said));
        float[][] outputs = [.. Trainer.Predict(head, data, task.OutputActivation).Chunk(3)];
        float[][] targets = [.. data.Targets!.Chunk(3)];
        Assert.All(outputs, row => Assert.Equal(7.5f, row[2]));
        foreach (var column in new[] { 0, 1 })
        {
            var r2 = ValueMetrics.Compute([.. outputs.Select(o => o[column])], [.. targets.Select(t => t[column])])[2];
            Assert.InRange(r2, 0.6, 1);
        }
    }

    [Fact]
    public void Targets_that_float32_rounds_are_said()
    {
        var task = Regression("mse");
        using var seconds = Data(task, y => (float)(1.6e9 + (50 * y)));
        using var days = Data(task, y => (float)(18_500 + (50 * y)));
        var remark = Assert.Single(TargetScaling.Measure(task, seconds)!.Remarks(["time"]));
        Assert.Matches(@"^Warning: 'time' has a standard deviation of \S+ about 1\.6E\+09, where float32 has steps of 128\. "
            + @"Subtract a constant from it\.$", remark);
        Assert.Empty(TargetScaling.Measure(task, days)!.Remarks(["time"]));
    }

    private static LearningTask Regression(string loss) =>
        LearningTask.Choose(TaskKind.Regression, 1, new TaskOptions { Loss = loss });

    private static TrainerOptions Options(int epochs) => new() { Epochs = epochs, LearningRate = 0.01 };

    private static double R2(LearningTask task, string layers, Func<float, float> target)
    {
        using var data = Data(task, target);
        using var train = new Subset(data, [.. Enumerable.Range(0, 150)]);
        using var validation = new Subset(data, [.. Enumerable.Range(150, 50)]);
        using var head = NewHead(task, layers);
        new Trainer(Options(25), task).Fit(head, train, validation);
        return ValueMetrics.Compute(Trainer.Predict(head, validation, task.OutputActivation), data.Targets![150..])[2];
    }

    private static Head NewHead(LearningTask task, string layers) => new(
        new FeatureScaling(new float[Features], [.. Enumerable.Repeat(1f, Features)]), task.OutputActivation, task.Outputs,
        new HeadOptions { Layers = layers }, seed: 3);

    /// <summary>Noisy sums of features, as each function makes a target of them.</summary>
    private static TensorDataset Data(LearningTask task, params Func<float, float>[] targets)
    {
        var random = new SeededRandom(9);
        float[] inputs = [.. Enumerable.Range(0, 200 * Features).Select(_ => (float)random.Normal())];
        float[] values = [.. inputs.Chunk(Features).SelectMany(x =>
        {
            var y = x[0] - (0.7f * x[1]) + (0.3f * x[2]) + (float)random.Normal(0, 0.3);
            return targets.Select(target => target(y));
        })];
        return new TensorDataset(inputs, [Features], values, task.Outputs, torch.CPU);
    }

    private static float[][] Weights(Head head) => [.. head.parameters().Select(p => p.Floats().ToArray())];

    private sealed class Listener(List<string> said) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value) => said.AddRange(value.Total == 0 ? [value.Text] : []);
    }
}
