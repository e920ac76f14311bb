using System.Text.Json;
using System.Text.RegularExpressions;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary><c>--cut</c> and <c>--pool</c>: where features leave a network, and what becomes of a map.</summary>
public sealed class CutCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_head_is_trained_on_a_cut_and_finetune_evaluate_export_and_predict_keep_to_it()
    {
        var run = Train(Network(), "--cut", "conv3", "--epochs", "20", "--learning-rate", "0.01");
        Assert.Equal("relu2", Record(run).GetProperty("cut").GetString());
        Assert.Equal(0, TransferCommand.Run("evaluate", run, "--split", "validation").Code);
        Assert.Equal(0, TransferCommand.Run("export", run).Code);
        Assert.Equal(0, TransferCommand.Run("predict", Path.Combine(run, "model.onnx"), _folder.File("data", "validation")).Code);

        var (code, output, error) = FineTune(run, "--unfreeze", "conv2");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Trained: conv2 and the head", output, StringComparison.Ordinal);
        Assert.Contains("up to 'relu1'", output, StringComparison.Ordinal);
        Assert.Equal(0, FineTune(run, "--unfreeze", "conv2", "--cut", "conv3").Code);
    }

    [Theory]
    [InlineData("'conv3' lies at or above 'relu2', the end of the base, so nothing of the base would be trained.", "--unfreeze", "conv3")]
    [InlineData(
        "was trained on features at 'relu2', and the base would end at 'relu3'. Leave out the cut (--cut), or train a head there first.",
        "--unfreeze", "conv2", "--cut", "pool")]
    [InlineData("has no layer, node or tensor 'relu9'. The nearest names are relu", "--unfreeze", "conv2", "--cut", "relu9")]
    public void A_cut_that_contradicts_the_run_is_said(string sentence, params string[] args)
    {
        var (code, _, error) = FineTune(Train(Network(), "--cut", "conv3", "--epochs", "1"), args);
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith("Error: ", error, StringComparison.Ordinal);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("There are no features at 'conv1' of 'net' at 32 px: it begins with the image itself.", "--cut", "conv1")]
    [InlineData("is a feature map and has no class token. Choose its average, its maximum or no pooling (--pool avg, max or none).",
        "--pool", "token")]
    [InlineData("The small network is trained as a whole; leave out the cut (--cut)", "--cut", "relu2", "--from-scratch", "small")]
    public void A_cut_that_cannot_be_trained_on_is_said(string sentence, params string[] args)
    {
        var (code, _, error) = Run(Network(), _folder.File("run"), args);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_of_channels_last_trains_fine_tunes_and_exports_as_its_twin()
    {
        var model = Network();
        var (first, twin) = (Run(model, _folder.File("first"), "--epochs", "20", "--learning-rate", "0.01"),
            Run(ChannelsLast.Of(model), _folder.File("twin"), "--epochs", "20", "--learning-rate", "0.01"));
        Assert.Contains("features [8,32,32] pooled to [8]", first.Output, StringComparison.Ordinal);
        Assert.Contains("features [8,32,32] pooled to [8]", twin.Output, StringComparison.Ordinal);
        Assert.Equal(Accuracy(first.Output), Accuracy(twin.Output));
        Assert.Contains("ONNX Runtime gives the trainer's outputs", twin.Output, StringComparison.Ordinal);
        var tuned = FineTune(_folder.File("twin"), "--unfreeze", "conv2");
        Assert.Equal((0, ""), (tuned.Code, tuned.Error));
        Assert.Contains("ONNX Runtime gives the trainer's outputs", tuned.Output, StringComparison.Ordinal);
        Assert.Equal(0, TransferCommand.Run("report", _folder.File("twin")).Code);

        static string Accuracy(string output) => Regex.Match(output, @"Validation accuracy: ([\d.]+) ").Groups[1].Value;
    }

    [Fact]
    public void A_run_of_features_that_this_version_makes_in_another_way_is_refused()
    {
        var run = Train(Network(), "--epochs", "1");
        var path = Path.Combine(run, "run.json");
        // As the version before pooled such a network: over the wrong axes.
        File.WriteAllText(path, Regex.Replace(File.ReadAllText(path), @"""featureShape"": \[\s*8\s*\]", @"""featureShape"": [32]"));
        var (code, _, error) = TransferCommand.Run("evaluate", run, "--split", "validation");
        TransferCommand.CheckFault(code, error);
        Assert.Contains("was trained on features [32] at 'relu3', and this version makes [8] at 'relu3' of the same options. "
            + "Train it again with this version.", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspect_says_which_axis_is_what()
    {
        var (_, first, _) = TransferCommand.Run("models", "inspect", Network().Save(_folder, "net.onnx"));
        Assert.Matches(@"relu3 <- default .* \[8,32,32\] +C,H,W", first);
        var (_, twin, _) = TransferCommand.Run("models", "inspect", ChannelsLast.Of(Network()).Save(_folder, "twin.onnx"));
        Assert.Matches(@"relu3 <- default .* \[32,32,8\] +H,W,C", twin);
    }

    private static ModelProto Network() => TinyModels.Create(graph =>
    {
        TinyModels.AddConv(graph, "relu2", "conv3", 16, 8, 3);
        graph.Node.Add(ProtoExtensions.Node("Relu", ["conv3"], "relu3"));
        graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu3"], "pool"));
        graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat", ("axis", [1])));
        TinyModels.AddGemm(graph, "flat", "logits", 8, 10);
        graph.Output.Add(ProtoExtensions.FloatValue("logits"));
    });

    private static JsonElement Record(string run) => JsonDocument.Parse(File.ReadAllText(Path.Combine(run, "run.json"))).RootElement;

    private string Train(ModelProto model, params string[] args)
    {
        var run = _folder.File("run");
        var (code, _, error) = Run(model, run, args);
        Assert.Equal((0, ""), (code, error));
        return run;
    }

    private (int Code, string Output, string Error) Run(ModelProto model, string run, params string[] args)
    {
        var data = Directory.Exists(_folder.File("data")) ? _folder.File("data") : DrawnImages.Folder(_folder, 9, split: true);
        var file = model.Save(_folder, Path.GetFileName(run) == "twin" ? "twin.onnx" : "net.onnx");
        return TransferCommand.Run([
            "train", data, "--model", file, "--preprocessing", "tf",
            "--cache", _folder.File("cache"), "--run", run, .. args]);
    }

    private (int Code, string Output, string Error) FineTune(string run, params string[] args) => TransferCommand.Run([
        "finetune", run, "--epochs", "1", "--run", _folder.File($"tuned{Guid.NewGuid():N}"), .. args]);
}
