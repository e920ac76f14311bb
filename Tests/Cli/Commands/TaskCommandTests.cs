using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class TaskCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public TaskCommandTests() => _data = DrawnImages.Folder(_folder, 12);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Several_labels_are_learnt_and_predicted()
    {
        var table = Table("path,label", (name, index) => name == "red" ? index % 2 == 0 ? "red|warm" : "red" : "blue");
        var (code, output, error) = Train("--targets", table);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(
            "Task: 3 labels that do not exclude each other: 3 outputs, output activation sigmoid, loss binary_crossentropy,",
            output,
            StringComparison.Ordinal);
        Assert.Matches(@"Best epoch: \d+ of 15, val_loss \d\.\d{4}, val_accuracy \d\.\d{4}\.", output);
        Assert.Equal("[\"blue\",\"red\",\"warm\"]", JsonSerializer.Serialize(RunFolder.Open(_folder.File("run")).ReadRecord().Classes));

        var predicted = Predict(Path.Combine(_data, "blue"));
        Assert.Matches(@"0000\.png  blue 0\.\d{4}", predicted);
        Assert.DoesNotContain("Every image lies in a folder named as a class", predicted, StringComparison.Ordinal);
        using var document = JsonDocument.Parse(Predict(Path.Combine(_data, "red", "0001.png"), "--json"));
        Assert.Contains("red", document.RootElement.GetProperty("labels").EnumerateArray().Select(l => l.GetString()));
        Assert.InRange(document.RootElement.GetProperty("probabilities").GetProperty("blue").GetDouble(), 0, 0.5);
    }

    [Fact]
    public void Fine_tuning_is_proposed_where_the_frozen_base_is_often_wrong()
    {
        const string Hint = "The frozen base is often wrong on these images. Training its upper layers as well may help, and keeps the "
            + "head where it does not: transfer finetune ";
        var unlearnable = Table("path,label", (_, index) => index % 2 == 0 ? "even" : "odd");
        var (_, wrong, _) = Train("--targets", unlearnable, "--validation-split", "0.5");
        Assert.Contains($"{Hint}{_folder.File("run")} --unfreeze last:90%", wrong, StringComparison.Ordinal);
        var (_, right, _) = Train("--overwrite", "--validation-split", "0.5");
        Assert.Contains("Validation accuracy: 1.000", right, StringComparison.Ordinal);
        Assert.DoesNotContain(Hint, right, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("regression", "linear", "mean_squared_error")]
    [InlineData("regression", "exponential", "poisson")]
    [InlineData("unit_regression", "sigmoid", "mean_squared_error")]
    public void Values_are_learnt_exported_and_predicted(string task, string outputActivation, string loss)
    {
        var table = Table("path,redness", (name, _) => name == "red" ? "0.9" : "0.1");
        var (code, output, error) = Train(
            "--targets", table, "--task", task, "--output-activation", outputActivation, "--head", "dense:16,relu", "--monitor", "val_mae");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(
            $": one output, output activation {outputActivation}, loss {loss}, metrics mae, rmse, r2.", output, StringComparison.Ordinal);
        Assert.Matches(@"val_mae 0\.[01]\d{3}\.", output);
        var red = Predict(Path.Combine(_data, "red", "0003.png"));
        Assert.Matches(@"0003\.png  redness (0\.[6-9]|1\.)\d*", red);
        using var document = JsonDocument.Parse(Predict(Path.Combine(_data, "blue", "0003.png"), "--json"));
        Assert.InRange(document.RootElement.GetProperty("values").GetProperty("redness").GetDouble(), -0.3, 0.4);
    }

    [Theory]
    [InlineData("binary_crossentropy:label_smoothing=0.1", "sigmoid")]
    [InlineData("hinge", "linear")]
    [InlineData("categorical_crossentropy", "softmax")]
    public void Two_classes_can_have_another_loss(string loss, string outputActivation)
    {
        var (code, output, error) = Train("--loss", loss, "--optimizer", "adamw", "--schedule", "cosine", "--class-weight", "balanced");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"output activation {outputActivation}, loss {loss}, metrics accuracy", output, StringComparison.Ordinal);
        Assert.Contains("24 of 24.", Predict(_data), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "Softmax with binary_crossentropy makes no sense for two classes that exclude each other (a softmax over one "
        + "output is always 1). Expected sigmoid with binary_crossentropy,",
        "--output-activation", "softmax", "--loss", "binary_crossentropy")]
    [InlineData("There is no loss 'mes'; expected one of mean_squared_error (mse),", "--loss", "mes")]
    [InlineData("There is no optimizer 'adman'; expected one of sgd,", "--optimizer", "adman")]
    [InlineData("'fast' is not a learning rate. Expected a number such as 1e-4, or auto.", "--learning-rate", "fast")]
    [InlineData("Mixed samples have shares of classes, and the loss hinge takes whole ones.", "--loss", "hinge", "--mixup", "0.2")]
    [InlineData(
        "The class weight 'green=2' names no class; expected balanced, or class=weight with one of blue, red.",
        "--class-weight", "green=2")]
    public void What_makes_no_sense_is_refused_in_a_sentence(string sentence, params string[] arguments)
    {
        var (code, _, error) = Train(arguments);
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith($"Error: {sentence}", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Resume_stands_alone()
    {
        var (code, _, error) = TransferCommand.Run("train", "--resume", "somewhere", "--epochs", "3");
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith("Error: --resume takes everything from 'somewhere', and '--epochs' was given", error, StringComparison.Ordinal);
        Assert.StartsWith("Error: There are no data.", TransferCommand.Run("train").Error, StringComparison.Ordinal);
        Assert.Contains("is not a run folder", TransferCommand.Run("finetune", "--resume", "somewhere").Error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Train(params string[] arguments) => TransferCommand.Run(
    [
        "train", _data, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache"),
        "--run", _folder.File("run"), "--epochs", "15", "--batch-size", "4",
        .. arguments.Contains("--learning-rate") ? arguments : ["--learning-rate", "0.02", .. arguments],
    ]);

    private string Predict(params string[] arguments) =>
        TransferCommand.Run(["predict", Path.Combine(_folder.File("run"), "model.onnx"), .. arguments]).Output;

    private string Table(string header, Func<string, int, string> targets)
    {
        var rows = new[] { "blue", "red" }.SelectMany(name => Enumerable.Range(0, 12).Select(i => $"{name}/{i:D4}.png,{targets(name, i)}"));
        File.WriteAllLines(_folder.File("targets.csv"), rows.Prepend(header));
        return _folder.File("targets.csv");
    }
}
