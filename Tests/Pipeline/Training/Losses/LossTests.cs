using System.Text.Json;
using TorchSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class LossTests
{
    // Of values above 1 it is a share of them: Keras and torch both work in float32.
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("mean_squared_error", "mse")]
    [InlineData("mean_absolute_error", "mae")]
    [InlineData("mean_absolute_percentage_error", "mape")]
    [InlineData("mean_squared_logarithmic_error", "msle")]
    [InlineData("squared_hinge", "squared_hinge")]
    [InlineData("hinge", "hinge")]
    [InlineData("categorical_hinge", "categorical_hinge")]
    [InlineData("logcosh", "log_cosh")]
    [InlineData("huber", "huber")]
    [InlineData("huber_delta2", "huber:delta=2")]
    [InlineData("categorical_crossentropy", "categorical_crossentropy")]
    [InlineData("categorical_crossentropy_label_smoothing_0.1", "categorical_crossentropy:label_smoothing=0.1")]
    [InlineData("categorical_crossentropy_from_logits", "categorical_crossentropy", OutputActivation.Softmax)]
    [InlineData("sparse_categorical_crossentropy", "sparse_categorical_crossentropy")]
    [InlineData("binary_crossentropy", "bce")]
    [InlineData("binary_crossentropy_from_logits", "bce", OutputActivation.Sigmoid)]
    [InlineData("binary_crossentropy_label_smoothing_0.2", "bce:label_smoothing=0.2")]
    [InlineData("binary_focal_crossentropy", "binary_focal_crossentropy:apply_class_balancing")]
    [InlineData("categorical_focal_crossentropy", "categorical_focal_crossentropy")]
    [InlineData("kullback_leibler_divergence", "kld")]
    [InlineData("poisson", "poisson")]
    [InlineData("cosine_similarity", "cosine_proximity")]
    public void Value_gradient_and_weighted_value_are_Keras(string golden, string text, OutputActivation last = OutputActivation.Linear)
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.Golden("losses.json")));
        var expected = file.RootElement.EnumerateArray().Single(c => c.GetProperty("loss").GetString() == golden);
        using var scope = torch.NewDisposeScope();
        var loss = Losses.Find(text);
        var outputs = Read(expected.GetProperty("y_pred")).requires_grad_();
        var targets = Read(expected.GetProperty("y_true"));
        targets = loss.TakesClasses ? targets.to(torch.int64) : targets;

        var value = loss.MeanOfLogits(outputs, last, targets);
        value.backward();
        Near([expected.GetProperty("value").GetDouble()], [value.item<float>()], "value");
        Near([.. Values(expected.GetProperty("gradient"))], outputs.grad!.data<float>().ToArray(), "gradient");
        var weights = Read(expected.GetProperty("sample_weight"));
        Near([expected.GetProperty("weighted_value").GetDouble()], [loss.MeanOfLogits(outputs, last, targets, weights).item<float>()],
            "weighted value");
    }

    [Theory]
    [InlineData("binary_crossentropy", OutputActivation.Sigmoid)]
    [InlineData("binary_focal_crossentropy:gamma=1.5:alpha=0.4:apply_class_balancing", OutputActivation.Sigmoid)]
    [InlineData("categorical_crossentropy:label_smoothing=0.1", OutputActivation.Softmax)]
    [InlineData("sparse_categorical_crossentropy", OutputActivation.Softmax)]
    [InlineData("categorical_focal_crossentropy:label_smoothing=0.1", OutputActivation.Softmax)]
    public void A_loss_of_logits_is_the_loss_of_what_the_output_activation_makes_of_them(string text, OutputActivation last)
    {
        using var scope = torch.NewDisposeScope();
        var loss = Losses.Find(text);
        var logits = torch.tensor([0.5f, -1, 2, 1, 0.25f, -0.5f], [2, 3]);
        var targets = torch.tensor([2L, 0L]);
        Near([loss.Mean(last.Activate(logits), targets).item<float>()], [loss.MeanOfLogits(logits, last, targets).item<float>()], text);
    }

    [Theory]
    [InlineData("binary_crossentropy", OutputActivation.Sigmoid, 200)]
    [InlineData("sparse_categorical_crossentropy", OutputActivation.Softmax, 400)]
    public void Logits_far_out_give_their_true_loss_and_a_gradient(string text, OutputActivation last, double expected)
    {
        using var scope = torch.NewDisposeScope();
        float[] values = last == OutputActivation.Sigmoid ? [-200] : [-200, 200];
        var logits = torch.tensor(values, [1, values.Length]).requires_grad_();
        var value = Losses.Find(text).MeanOfLogits(logits, last, torch.tensor([last == OutputActivation.Sigmoid ? 1L : 0L]));
        value.backward();
        Assert.Equal(expected, value.item<float>(), 1e-3);
        Assert.Equal(-1, logits.grad![0, 0].item<float>(), 1e-6);
    }

    [Fact]
    public void Classes_become_what_a_loss_of_values_wants()
    {
        using var scope = torch.NewDisposeScope();
        var loss = Losses.Find("mse");
        Assert.Equal(0.25f, loss.Mean(torch.tensor([0.5f, 0.5f], [2, 1]), torch.tensor([0L, 1L])).item<float>());
        Assert.Equal([0, 1], loss.PerSample(torch.tensor([1f, 0, 1, 0], [2, 2]), torch.tensor([0L, 1L])).data<float>().ToArray());
    }

    [Fact]
    public void Shapes_that_do_not_go_together_are_refused_with_both()
    {
        using var scope = torch.NewDisposeScope();
        var message = Assert.Throws<ArgumentException>(() => Losses.Find("mse").Mean(torch.zeros(5, 3), torch.zeros(5, 4))).Message;
        Assert.Equal("The outputs are [5, 3] and the targets [5, 4]; mean_squared_error expects [N, K] and the same, or classes [N].",
            message);
        message = Assert.Throws<ArgumentException>(() => Losses.Find("scce").Mean(torch.zeros(5, 3), torch.zeros(5, 3))).Message;
        Assert.Contains("Use categorical_crossentropy", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mean_square", "There is no loss 'mean_square'; expected one of mean_squared_error (mse), mean_absolute_error (mae),")]
    [InlineData("huber:gamma=2", "The loss huber has no setting 'gamma=2'; expected delta=1.")]
    [InlineData("mse:2", "The loss mean_squared_error has no setting '2'; expected mean_squared_error alone.")]
    [InlineData("huber:delta=0", "The delta of the loss huber is '0'; expected a number above 0.")]
    [InlineData(
        "bce:label_smoothing=1", "The label_smoothing of the loss binary_crossentropy is '1'; expected a number from 0 to below 1.")]
    [InlineData("huber:1:delta=2", "The loss 'huber:1:delta=2' gives delta twice; expected it once.")]
    public void An_unknown_name_or_setting_lists_the_choices(string text, string sentence) =>
        Assert.StartsWith(sentence, Assert.Throws<ArgumentException>(() => Losses.Find(text)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("MSE", "mean_squared_error")]
    [InlineData("huber:1", "huber")]
    [InlineData("Huber : delta = 2", "huber:delta=2")]
    [InlineData("binary-focal-crossentropy:apply_class_balancing:3", "binary_focal_crossentropy:gamma=3:apply_class_balancing")]
    public void A_loss_is_printed_as_it_can_be_parsed(string text, string printed)
    {
        Assert.Equal(printed, Losses.Find(text).ToString());
        Assert.Equal(printed, Losses.Find(printed).ToString());
    }

    private static IEnumerable<double> Values(JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray().SelectMany(Values) : [element.GetDouble()];

    private static torch.Tensor Read(JsonElement element)
    {
        var rows = element.GetArrayLength();
        var values = Values(element).Select(v => (float)v).ToArray();
        return torch.tensor(values, element[0].ValueKind == JsonValueKind.Array ? [rows, values.Length / rows] : [rows]);
    }

    private static void Near(double[] expected, float[] actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        var worst = Enumerable.Range(0, actual.Length).MaxBy(i => Difference(i));
        Assert.True(Difference(worst) <= Tolerance,
            $"{what} {worst}: {actual[worst]:R} where Keras has {expected[worst]:R}, {Difference(worst):G2} off.");

        double Difference(int i) =>
            double.IsNaN(actual[i]) ? double.PositiveInfinity : Math.Abs(actual[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
    }
}
