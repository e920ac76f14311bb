using TorchSharp;
using Transfer.Models;
using Transfer.Pipeline;

namespace Transfer.Tests.Pipeline;

public sealed class ProblemTests
{
    [Theory]
    [InlineData(ProblemKind.Binary, 2, 1, LastLayer.Sigmoid, "binary_crossentropy")]
    [InlineData(ProblemKind.MultiClass, 5, 5, LastLayer.Softmax, "sparse_categorical_crossentropy")]
    [InlineData(ProblemKind.MultiLabel, 3, 3, LastLayer.Sigmoid, "binary_crossentropy")]
    [InlineData(ProblemKind.Regression, 1, 1, LastLayer.Linear, "mean_squared_error")]
    [InlineData(ProblemKind.UnitRegression, 2, 2, LastLayer.Sigmoid, "mean_squared_error")]
    public void The_courses_table_chooses(ProblemKind kind, int targets, int outputs, LastLayer last, string loss)
    {
        var problem = Problem.Choose(kind, targets);
        Assert.Equal((outputs, last, loss), (problem.Outputs, problem.LastLayer, problem.Loss.Name));
    }

    [Theory]
    [InlineData(ProblemKind.Binary, 2, null, "hinge", 1, LastLayer.Linear, "hinge")]
    [InlineData(ProblemKind.Binary, 2, "softmax", null, 2, LastLayer.Softmax, "sparse_categorical_crossentropy")]
    [InlineData(ProblemKind.Binary, 2, null, "categorical_crossentropy:label_smoothing=0.1", 2, LastLayer.Softmax, "categorical_crossentropy:label_smoothing=0.1")]
    [InlineData(ProblemKind.MultiClass, 4, null, "categorical_hinge", 4, LastLayer.Linear, "categorical_hinge")]
    [InlineData(ProblemKind.Regression, 1, null, "poisson", 1, LastLayer.Exponential, "poisson")]
    [InlineData(ProblemKind.UnitRegression, 1, null, "bce", 1, LastLayer.Sigmoid, "binary_crossentropy")]
    [InlineData(ProblemKind.UnitRegression, 1, "linear", "huber:delta=2", 1, LastLayer.Linear, "huber:delta=2")]
    public void What_is_given_holds_and_the_rest_follows(ProblemKind kind, int targets, string? lastLayer, string? loss, int outputs, LastLayer last, string chosen)
    {
        var problem = Problem.Choose(kind, targets, new ProblemOptions { LastLayer = lastLayer, Loss = loss });
        Assert.Equal((outputs, last, chosen), (problem.Outputs, problem.LastLayer, problem.Loss.ToString()));
    }

    [Theory]
    [InlineData(ProblemKind.Binary, 2, "softmax", "binary_crossentropy",
        "Softmax with binary_crossentropy makes no sense for two classes that exclude each other (a softmax over one output is always 1). Expected sigmoid with binary_crossentropy,")]
    [InlineData(ProblemKind.MultiClass, 3, "sigmoid", null, "Sigmoid as the last layer makes no sense for 3 classes that exclude each other. Expected softmax with sparse_categorical_crossentropy,")]
    [InlineData(ProblemKind.MultiLabel, 3, null, "categorical_crossentropy", "The loss categorical_crossentropy makes no sense for 3 labels that do not exclude each other. Expected sigmoid with binary_crossentropy,")]
    [InlineData(ProblemKind.Regression, 1, "sigmoid", "mse", "Sigmoid with mean_squared_error makes no sense for a value of any size. Expected linear with mean_squared_error,")]
    [InlineData(ProblemKind.Regression, 1, "linear", "poisson", "Linear with poisson makes no sense for a value of any size. Expected linear with mean_squared_error,")]
    [InlineData(ProblemKind.Regression, 1, null, "cosine_similarity", "The loss cosine_similarity compares directions, and one value has none. Use mean_squared_error.")]
    [InlineData(ProblemKind.Binary, 3, null, null, "A binary problem has 2 classes, and the data have 3. Use multiclass")]
    [InlineData(ProblemKind.MultiClass, 1, null, null, "A problem of several classes needs 2 or more, and the data have 1.")]
    public void What_makes_no_sense_is_refused_with_the_tables_advice(ProblemKind kind, int targets, string? lastLayer, string? loss, string sentence)
    {
        var exception = Assert.Throws<InvalidOptionsException>(() => Problem.Choose(kind, targets, new ProblemOptions { LastLayer = lastLayer, Loss = loss }));
        Assert.StartsWith(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_table_can_be_chosen_and_its_loss_computed()
    {
        using var scope = torch.NewDisposeScope();
        Assert.All(ProblemRow.All.SelectMany(row => row.Losses, (row, loss) => (row, loss)), pair =>
        {
            var options = new ProblemOptions { LastLayer = pair.row.LastLayer.ToString(), Loss = pair.loss };
            var problem = Problem.Choose(pair.row.Kind, 2, options);
            var isClass = pair.row.Kind is ProblemKind.Binary or ProblemKind.MultiClass;
            var targets = isClass ? torch.tensor([1L, 0L, 1L]) : torch.tensor([1f, 0, 0, 1, 1, 1], [3, 2]);
            var logits = torch.tensor(Enumerable.Range(0, 3 * problem.Outputs).Select(i => (i / 4f) - 0.5f).ToArray(), [3, problem.Outputs]).requires_grad_();
            var loss = problem.MeanLoss(logits, targets);
            loss.backward();
            Assert.True(float.IsFinite(loss.item<float>()), problem.Description);
            Assert.True(logits.grad!.isfinite().all().item<bool>(), problem.Description);
            Assert.Equal(3, problem.Measure(logits, targets).shape[0]);
        });
    }

    [Fact]
    public void The_description_says_what_was_chosen() => Assert.Equal(
        "two classes that exclude each other: one output, last layer sigmoid, loss binary_crossentropy, metrics accuracy, auc, auc_pr, precision, recall, f1, log_loss",
        Problem.Choose(ProblemKind.Regression, 2, new ProblemOptions { Kind = "Binary" }).Description);

    [Fact]
    public void What_is_right_or_how_far_off_is_measured_by_sample()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal([1, 0], Measure(ProblemKind.Binary, torch.tensor([2f, 2], [2, 1]), torch.tensor([1L, 0L])));
        Assert.Equal([1, 0], Measure(ProblemKind.MultiClass, torch.tensor([2f, 3, 2, 3], [2, 2]), torch.tensor([1L, 0L])));
        Assert.Equal([1, 0.5f], Measure(ProblemKind.MultiLabel, torch.tensor([2f, -3, 2, 3], [2, 2]), torch.tensor([1f, 0, 1, 0], [2, 2])));
        Assert.Equal([1.5f, 2], Measure(ProblemKind.Regression, torch.tensor([2f, -3, 2, 3], [2, 2]), torch.tensor([1f, -1, 0, 1], [2, 2])));
        // Of mixed samples the class with the largest share is the right one.
        Assert.Equal([1, 0], Measure(ProblemKind.Binary, torch.tensor([2f, 2], [2, 1]), torch.tensor([0.6f, 0.4f], [2, 1])));
        Assert.Equal([1, 0], Measure(ProblemKind.MultiClass, torch.tensor([2f, 3, 2, 3], [2, 2]), torch.tensor([0.4f, 0.6f, 0.7f, 0.3f], [2, 2])));

        static float[] Measure(ProblemKind kind, torch.Tensor logits, torch.Tensor targets) => Problem.Choose(kind, 2).Measure(logits, targets).data<float>().ToArray();
    }

    [Fact]
    public void Options_report_every_fault_at_once()
    {
        string[] expected =
        [
            "There is no problem 'ranking'; expected one of binary, multiclass (multi_class), multilabel (multi_label), regression, unit_regression (unitregression).",
            "There is no last layer 'relu'; expected one of sigmoid, softmax, linear, exponential.",
        ];
        Assert.Equal(expected, new ProblemOptions { Kind = "ranking", LastLayer = "relu", Loss = "mse" }.Validate());
    }
}
