using TorchSharp;

namespace Transfer.Tests.Pipeline;

public sealed class LearningTaskTests
{
    [Theory]
    [InlineData(TaskKind.Binary, 2, 1, OutputActivation.Sigmoid, "binary_crossentropy")]
    [InlineData(TaskKind.MultiClass, 5, 5, OutputActivation.Softmax, "sparse_categorical_crossentropy")]
    [InlineData(TaskKind.MultiLabel, 3, 3, OutputActivation.Sigmoid, "binary_crossentropy")]
    [InlineData(TaskKind.Regression, 1, 1, OutputActivation.Linear, "mean_squared_error")]
    [InlineData(TaskKind.UnitRegression, 2, 2, OutputActivation.Sigmoid, "mean_squared_error")]
    public void The_courses_table_chooses(TaskKind kind, int targets, int outputs, OutputActivation last, string loss)
    {
        var task = LearningTask.Choose(kind, targets);
        Assert.Equal((outputs, last, loss), (task.Outputs, task.OutputActivation, task.Loss.Name));
    }

    [Theory]
    [InlineData(TaskKind.Binary, 2, null, "hinge", 1, OutputActivation.Linear, "hinge")]
    [InlineData(TaskKind.Binary, 2, "softmax", null, 2, OutputActivation.Softmax, "sparse_categorical_crossentropy")]
    [InlineData(TaskKind.Binary, 2, null, "categorical_crossentropy:label_smoothing=0.1", 2, OutputActivation.Softmax,
        "categorical_crossentropy:label_smoothing=0.1")]
    [InlineData(TaskKind.MultiClass, 4, null, "categorical_hinge", 4, OutputActivation.Linear, "categorical_hinge")]
    [InlineData(TaskKind.Regression, 1, null, "poisson", 1, OutputActivation.Exponential, "poisson")]
    [InlineData(TaskKind.UnitRegression, 1, null, "bce", 1, OutputActivation.Sigmoid, "binary_crossentropy")]
    [InlineData(TaskKind.UnitRegression, 1, "linear", "huber:delta=2", 1, OutputActivation.Linear, "huber:delta=2")]
    public void What_is_given_holds_and_the_rest_follows(
        TaskKind kind, int targets, string? outputActivation, string? loss, int outputs, OutputActivation last, string chosen)
    {
        var task = LearningTask.Choose(kind, targets, new TaskOptions { OutputActivation = outputActivation, Loss = loss });
        Assert.Equal((outputs, last, chosen), (task.Outputs, task.OutputActivation, task.Loss.ToString()));
    }

    [Theory]
    [InlineData(TaskKind.Binary, 2, "softmax", "binary_crossentropy",
        "Softmax with binary_crossentropy makes no sense for two classes that exclude each other (a softmax over one output is always "
            + "1). Expected sigmoid with binary_crossentropy,")]
    [InlineData(TaskKind.MultiClass, 3, "sigmoid", null, "Sigmoid as the output activation makes no sense for 3 classes that exclude "
        + "each other. Expected softmax with sparse_categorical_crossentropy,")]
    [InlineData(TaskKind.MultiLabel, 3, null, "categorical_crossentropy", "The loss categorical_crossentropy makes no sense for 3 "
        + "labels that do not exclude each other. Expected sigmoid with binary_crossentropy,")]
    [InlineData(TaskKind.Regression, 1, "sigmoid", "mse",
        "Sigmoid with mean_squared_error makes no sense for a value of any size. Expected linear with mean_squared_error,")]
    [InlineData(TaskKind.Regression, 1, "linear", "poisson",
        "Linear with poisson makes no sense for a value of any size. Expected linear with mean_squared_error,")]
    [InlineData(TaskKind.Regression, 1, null, "cosine_similarity",
        "The loss cosine_similarity compares directions, and one value has none. Use mean_squared_error.")]
    [InlineData(TaskKind.Binary, 3, null, null, "A binary task has 2 classes, and the data have 3. Use multiclass")]
    [InlineData(TaskKind.MultiClass, 1, null, null, "A task of several classes needs 2 or more, and the data have 1.")]
    public void What_makes_no_sense_is_refused_with_the_tables_advice(
        TaskKind kind, int targets, string? outputActivation, string? loss, string sentence)
    {
        var exception = Assert.Throws<InvalidOptionsException>(
            () => LearningTask.Choose(kind, targets, new TaskOptions { OutputActivation = outputActivation, Loss = loss }));
        Assert.StartsWith(sentence, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_row_of_the_table_can_be_chosen_and_its_loss_computed()
    {
        using var scope = torch.NewDisposeScope();
        Assert.All(TaskRow.All.SelectMany(row => row.Losses, (row, loss) => (row, loss)), pair =>
        {
            var options = new TaskOptions { OutputActivation = pair.row.OutputActivation.ToString(), Loss = pair.loss };
            var task = LearningTask.Choose(pair.row.Kind, 2, options);
            var isClass = pair.row.Kind is TaskKind.Binary or TaskKind.MultiClass;
            var targets = isClass ? torch.tensor([1L, 0L, 1L]) : torch.tensor([1f, 0, 0, 1, 1, 1], [3, 2]);
            var logits = torch.tensor(
                Enumerable.Range(0, 3 * task.Outputs).Select(i => (i / 4f) - 0.5f).ToArray(), [3, task.Outputs]).requires_grad_();
            var loss = task.MeanLoss(logits, targets);
            loss.backward();
            Assert.True(float.IsFinite(loss.item<float>()), task.Description);
            Assert.True(logits.grad!.isfinite().all().item<bool>(), task.Description);
            Assert.Equal(3, task.Measure(logits, targets).shape[0]);
        });
    }

    [Fact]
    public void The_description_says_what_was_chosen() => Assert.Equal(
        "two classes that exclude each other: one output, output activation sigmoid, loss binary_crossentropy, metrics accuracy, "
            + "balanced_accuracy, auc, average_precision, precision, recall, f1, mcc, log_loss, brier",
        LearningTask.Choose(TaskKind.Regression, 2, new TaskOptions { Kind = "Binary" }).Description);

    [Fact]
    public void What_is_right_or_how_far_off_is_measured_by_sample()
    {
        using var scope = torch.NewDisposeScope();
        Assert.Equal([1, 0], Measure(TaskKind.Binary, torch.tensor([2f, 2], [2, 1]), torch.tensor([1L, 0L])));
        Assert.Equal([1, 0], Measure(TaskKind.MultiClass, torch.tensor([2f, 3, 2, 3], [2, 2]), torch.tensor([1L, 0L])));
        Assert.Equal([1, 0.5f], Measure(TaskKind.MultiLabel, torch.tensor([2f, -3, 2, 3], [2, 2]), torch.tensor([1f, 0, 1, 0], [2, 2])));
        Assert.Equal([1.5f, 2], Measure(TaskKind.Regression, torch.tensor([2f, -3, 2, 3], [2, 2]), torch.tensor([1f, -1, 0, 1], [2, 2])));
        // Of mixed samples the class with the largest share is the right one.
        Assert.Equal([1, 0], Measure(TaskKind.Binary, torch.tensor([2f, 2], [2, 1]), torch.tensor([0.6f, 0.4f], [2, 1])));
        Assert.Equal([1, 0], Measure(
            TaskKind.MultiClass, torch.tensor([2f, 3, 2, 3], [2, 2]), torch.tensor([0.4f, 0.6f, 0.7f, 0.3f], [2, 2])));

        static float[] Measure(TaskKind kind, torch.Tensor logits, torch.Tensor targets) => LearningTask.Choose(kind, 2)
            .Measure(logits, targets).data<float>().ToArray();
    }

    [Fact]
    public void Options_report_every_fault_at_once()
    {
        string[] expected =
        [
            "There is no task 'ranking'; expected one of binary, multiclass (multi_class), multilabel (multi_label), regression, "
                + "unit_regression (unitregression).",
            "There is no output activation 'relu'; expected one of sigmoid, softmax, linear, exponential.",
        ];
        Assert.Equal(expected, new TaskOptions { Kind = "ranking", OutputActivation = "relu", Loss = "mse" }.Validate());
    }
}
