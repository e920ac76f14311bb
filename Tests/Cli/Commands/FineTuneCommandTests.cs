using System.Text.Json;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class FineTuneCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Finetune_prints_both_accuracies_their_difference_and_what_moved()
    {
        var run = Start();
        var (code, output, error) = FineTune(run, "--unfreeze", "conv2");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Trained: conv2 and the head", output, StringComparison.Ordinal);
        Assert.Contains("frozen base   1.000", output, StringComparison.Ordinal);
        Assert.Contains("fine-tuned    1.000", output, StringComparison.Ordinal);
        Assert.Contains("difference    0.000", output, StringComparison.Ordinal);
        Assert.Contains("may be chance", output, StringComparison.Ordinal);
        Assert.Contains("Frozen: 2 tensors below 'relu1'", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("The nearest names are", "--unfreeze", "konv2")]
    [InlineData("'some' is not a number of views. Expected a number such as 4, or fresh.", "--unfreeze", "conv2", "--views", "some")]
    [InlineData("--augment keras was given without --views.", "--unfreeze", "conv2", "--augment", "keras")]
    [InlineData("There is no augmentation preset 'none-such'", "--unfreeze", "conv2", "--views", "2", "--augment", "none-such")]
    [InlineData(
        "The lowest learning rate is 1; expected a number above 0 and not above the learning rate",
        "--unfreeze", "conv2", "--lowest-learning-rate", "1")]
    public void Faults_are_one_sentence(string sentence, params string[] args)
    {
        var (code, _, error) = FineTune(Start(), args);
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith("Error: ", error, StringComparison.Ordinal);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_no_run_is_said()
    {
        var (code, _, error) = FineTune(_folder.Path, "--unfreeze", "conv2");
        TransferCommand.CheckFault(code, error);
        Assert.Contains("is not a run folder: it has no run.json", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_gives_everything_as_one_object_and_zero_when_all_holds()
    {
        var (code, output, error) = TransferCommand.Run("models", "check", TinyModels.Create(Top).Save(_folder), "--json");
        Assert.Equal((0, ""), (code, error));
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.True(root.GetProperty("passed").GetBoolean());
        Assert.Equal("relu2", root.GetProperty("baseEnd").GetString());
        Assert.True(root.GetProperty("wholeDifference").GetDouble() <= 1e-4);
        Assert.True(root.GetProperty("lossAfter").GetDouble() < root.GetProperty("lossBefore").GetDouble());
        Assert.True(root.GetProperty("exportDifference").GetDouble() <= 1e-4);
        Assert.All(root.GetProperty("cuts").EnumerateArray(), c => Assert.True(c.GetProperty("trainable").GetBoolean()));
    }

    [Fact]
    public void Check_names_every_operator_that_cannot_be_trained()
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(ProtoExtensions.Node("Det", ["relu2"], "determinant"));
            graph.Node.Add(ProtoExtensions.Node("Sinh", ["determinant"], "sinh"));
            graph.Output.Add(ProtoExtensions.FloatValue("sinh"));
        });
        var (code, output, _) = TransferCommand.Run("models", "check", model.Save(_folder));
        Assert.Equal(1, code);
        Assert.Contains("Fault: Operators that cannot be trained: Det (1), Sinh (1).", output, StringComparison.Ordinal);
        Assert.Contains("This network cannot be fine-tuned as it is.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_without_data_are_asked_for_or_filled()
    {
        var model = TinyModels.Create(Top);
        model.Graph.Initializer.Single(t => t.Name == "conv2_w").ClearRawData();
        var path = model.Save(_folder);
        var (code, _, error) = TransferCommand.Run("models", "check", path);
        TransferCommand.CheckFault(code, error);
        Assert.Contains("has no data for its weight 'conv2_w' [16, 8, 3, 3]", error, StringComparison.Ordinal);
        var filled = TransferCommand.Run("models", "check", path, "--random-weights", "1");
        Assert.Equal(0, filled.Code);
        Assert.Contains("1 weights filled at random", filled.Output, StringComparison.Ordinal);
    }

    private static void Top(GraphProto graph)
    {
        graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu2"], "pooled"));
        graph.Node.Add(ProtoExtensions.Node("Flatten", ["pooled"], "flat"));
        TinyModels.AddGemm(graph, "flat", "logits", 16, 10);
        graph.Output.Add(ProtoExtensions.FloatValue("logits"));
    }

    private string Start()
    {
        var data = DrawnImages.Folder(_folder, 9, split: true);
        var model = TinyModels.Create().Save(_folder);
        var run = _folder.File("run");
        var (code, _, error) = TransferCommand.Run(
            "train", data, "--model", model, "--preprocessing", "order=RGB,mean=127,std=128", "--run", run,
            "--cache", _folder.File("cache"), "--epochs", "10", "--learning-rate", "0.01");
        Assert.Equal((0, ""), (code, error));
        return run;
    }

    private (int Code, string Output, string Error) FineTune(string run, params string[] args) =>
        TransferCommand.Run(["finetune", run, "--run", _folder.File("tuned"), "--epochs", "2", .. args]);
}
