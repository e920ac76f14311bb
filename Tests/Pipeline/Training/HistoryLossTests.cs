using TorchSharp;

namespace Transfer.Tests.Pipeline;

/// <summary>A loss has one value: history.csv and evaluation.json do not differ.</summary>
public sealed class HistoryLossTests
{
    private const int Features = 8;

    [Theory]
    [InlineData(2, "dense:32,relu", true)]
    [InlineData(2, "dense:32,relu", false)]
    [InlineData(3, "dense:32,relu", true)]
    [InlineData(3, "dense:32:l2=0.01,relu", false)]
    public void A_validation_loss_is_that_of_an_evaluation_also_where_a_model_is_all_too_sure(
        int classes, string layers, bool prefersDenseEngine)
    {
        using TensorDataset train = Data(classes, 60, seed: 1, noise: 3), validation = Data(classes, 200, seed: 2, noise: 3);
        using var head = NewHead(classes, seed: 1, layers);
        var task = LearningTask.OfClasses(classes);
        var options = new TrainerOptions { Epochs = 1, LearningRate = 1 };
        var history = new Trainer(options, task) { PrefersDenseEngine = prefersDenseEngine }.Fit(head, train, validation);
        var predictions = Sample.Of(task.Kind, classes, Trainer.Predict(head, validation, task.OutputActivation),
            Array.ConvertAll(validation.Labels!, label => (float)label));
        var result = EvaluationResult.Of(predictions);
        // The exact loss of some samples is above the limit.
        Assert.Contains(
            predictions.Labels().Select((label, i) => Predictions.ProbabilityOf(predictions.Row(i), (int)label)), p => p < 1e-9);
        using var scope = torch.NewDisposeScope();
        var penalty = head.Penalty()?.item<float>() ?? 0;
        Assert.Equal(result["log_loss"].Value, result.Loss, 1e-7);
        // Outputs are float32, in which a probability near 1 has few digits.
        Assert.Equal(result.Loss + penalty, history.Best.ValidationLoss, 1e-3 * history.Best.ValidationLoss);
    }

    private static Head NewHead(int classes, long seed, string layers = "dense:32,relu,dropout:0.5") =>
        new(new FeatureScaling(new float[Features], [.. Enumerable.Repeat(1f, Features)]), classes, new HeadOptions { Layers = layers },
            seed);

    /// <summary>Two values that are sums of features.</summary>
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
}
