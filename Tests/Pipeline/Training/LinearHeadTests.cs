using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using TorchSharp;

namespace Transfer.Tests.Pipeline;

public sealed class LinearHeadTests
{
    private const int Features = 12;
    private const int Count = 150;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void The_head_gives_the_probabilities_of_Microsoft_ML(int classes)
    {
        var random = new SeededRandom(2);
        long[] labels = [.. Enumerable.Range(0, Count).Select(i => (long)(i % classes))];
        float[] features = [.. labels.SelectMany(
            label => Enumerable.Range(0, Features).Select(j => (float)random.Normal(j % classes == label ? 1 : 0, 1.2)))];
        using var data = new TensorDataset(features, [Features], labels, torch.CPU);
        using var head = new Head(new FeatureScaling(new float[Features], [.. Enumerable.Repeat(1f, Features)]), classes,
            new HeadOptions { Layers = "linear" }, seed: 1);
        var task = LearningTask.OfClasses(classes);
        var history = LinearHead.Fit(head, task, null, data, data);

        var outputs = Trainer.Predict(head, data, task.OutputActivation);
        Assert.All(Expected(features, labels, classes).Zip(outputs), p => Assert.Equal(p.First, p.Second, 1e-5f));
        var epoch = Assert.Single(history.Epochs);
        Assert.Equal(Trainer.Evaluate(head, data, task), (epoch.ValidationLoss, epoch.ValidationMetric));
        Assert.True(epoch.Metric > 0.8, $"{epoch.Metric}");
    }

    [Fact]
    public void Class_weights_move_the_border()
    {
        var random = new SeededRandom(3);
        long[] labels = [.. Enumerable.Range(0, Count).Select(i => (long)(i % 2))];
        float[] features = [.. labels.Select(label => (float)random.Normal(label, 1))];
        using var data = new TensorDataset(features, [1], labels, torch.CPU);
        Assert.True(Second([1, 4]) > Second([1, 1]) + 0.1);

        double Second(float[] weights)
        {
            using var head = new Head(new FeatureScaling([0], [1]), 2, new HeadOptions { Layers = "linear" }, seed: 1);
            LinearHead.Fit(head, LearningTask.OfClasses(2), weights, data, data);
            return Trainer.Predict(head, data, OutputActivation.Sigmoid).Average();
        }
    }

    [Fact]
    public void A_task_without_classes_is_refused()
    {
        var task = LearningTask.Choose(TaskKind.Regression, 1);
        var exception = Assert.Throws<InvalidOptionsException>(() => LinearHead.Check(new HeadOptions { Layers = "linear" }, task));
        LinearHead.Check(new HeadOptions { Layers = "none" }, task);
        Assert.StartsWith("A linear head learns classes that exclude each other by cross-entropy, and this is a value of any size",
            exception.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<float> Expected(float[] features, long[] labels, int classes)
    {
        var context = new MLContext(seed: 1);
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[nameof(Row.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, Features);
        schema[nameof(Row.Label)].ColumnType = new KeyDataViewType(typeof(uint), classes);
        var rows = context.Data.LoadFromEnumerable(
            labels.Select((label, i) =>
                new Row { Features = features[(i * Features)..((i + 1) * Features)], Label = (uint)label, Flag = label == 1 }), schema);
        if (classes == 2)
        {
            var options = new LbfgsLogisticRegressionBinaryTrainer.Options { LabelColumnName = nameof(Row.Flag), NumberOfThreads = 1 };
            var predicted = context.BinaryClassification.Trainers.LbfgsLogisticRegression(options).Fit(rows).Transform(rows);
            return predicted.GetColumn<float>("Probability").ToArray();
        }

        var many = new LbfgsMaximumEntropyMulticlassTrainer.Options { NumberOfThreads = 1 };
        return context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(many).Fit(rows).Transform(rows).GetColumn<float[]>("Score")
            .ToArray().SelectMany(s => s);
    }

    private sealed class Row
    {
        public float[] Features { get; init; } = [];

        public uint Label { get; init; }

        public bool Flag { get; init; }
    }
}
