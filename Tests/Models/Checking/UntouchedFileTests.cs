using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>The file as it is, without optimizations, is what a network is compared with.</summary>
public sealed class UntouchedFileTests : IDisposable
{
    private const int Size = 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_error_of_one_percent_in_a_tame_network_is_found_and_its_first_tensor_named()
    {
        var graph = OnnxGraph.Load(Classifier().Save(_folder));
        Assert.Empty(ModelCheck.Run(graph, Size).Faults);

        Change(graph, "conv2_w");
        var faults = ModelCheck.Run(graph, Size).Faults;

        Assert.All(["The base up to 'relu2'", "The whole network in TorchSharp", "The part above 'relu1' in TorchSharp"],
            what => Assert.Contains(faults, f => f.StartsWith($"{what} differs from the untouched file in ONNX Runtime by 0.0",
                StringComparison.Ordinal)));
        Assert.All(faults.Where(f => f.Contains(" differs from the untouched file", StringComparison.Ordinal)
            && !f.StartsWith("The export", StringComparison.Ordinal)), f => Assert.Contains(
                "at most 0.0001 is accepted. The first tensor that differs is 'conv2', the output of Conv, by 0.0", f,
                StringComparison.Ordinal));
    }

    [Fact]
    public void The_first_use_of_a_file_is_compared_and_remembered()
    {
        var model = Classifier();
        // Another file in every run of this test.
        model.ProducerName = _folder.File("");
        var path = model.Save(_folder);
        var backbone = Backbone.Load(path);
        var cut = CutPoints.Find(backbone.Graph, Size).Single(c => c.IsDefault);
        Change(backbone.Graph, "conv1_w");
        using var wrong = new ConvBase(backbone.Graph, cut, Size, Pooling.None, Device.Cpu);
        var message = Assert.Throws<InvalidDataException>(() => FirstUse.Verify(backbone, cut, wrong)).Message;
        Assert.StartsWith(
            "'tiny' cannot be used. The base up to 'relu2' differs from the untouched file", message, StringComparison.Ordinal);
        Assert.Contains("The first tensor that differs is 'conv1'", message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => FirstUse.Verify(backbone, CutPoints.Whole(backbone.Graph, Size, cut), cut, Size));

        var right = Backbone.Load(path);
        using var convBase = new ConvBase(right.Graph, cut, Size, Pooling.None, Device.Cpu);
        FirstUse.Verify(right, cut, convBase);
        FirstUse.Verify(right, CutPoints.Whole(right.Graph, Size, cut), cut, Size);
        // The file agreed once, so it is not compared any more.
        FirstUse.Verify(backbone, cut, wrong);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_batch_normalization_in_training_mode_keeps_it(bool opsetOfToday)
    {
        var path = Standardised(opsetOfToday ? 21 : 14).Save(_folder);
        var graph = OnnxGraph.Load(path);
        var result = ModelCheck.Run(graph, Size);
        Assert.Empty(result.Faults);
        Assert.NotNull(graph.Model.Graph.Node.Single(n => n.OpType == "BatchNormalization").Find("training_mode"));
        // Its kernels are counted as the weights that they are made of.
        var cuts = CutPoints.Find(graph, Size);
        Assert.Equal(16 * 16, cuts.Single(c => c.Name == "last").ParametersBelow - cuts.Single(c => c.Name == "relu2").ParametersBelow);
    }

    [Fact]
    public void A_network_whose_batch_normalization_mixes_images_is_refused()
    {
        var model = TinyModels.Create(graph =>
        {
            float[] values = [.. Enumerable.Range(1, 16).Select(i => i / 8f)];
            string[] weights = ["scale", "shift", "mean", "variance"];
            graph.Initializer.AddRange(weights.Select(name => ProtoExtensions.Tensor(name, values, 16)));
            graph.Node.Add(ProtoExtensions.Node("BatchNormalization", ["relu2", .. weights], "normal", ("training_mode", [1])));
            graph.Node[^1].Output.AddRange(["new_mean", "new_variance"]);
            graph.Output.Add(ProtoExtensions.FloatValue("normal"));
        }, batch: "N");
        var fault = Assert.Single(ModelCheck.Run(OnnxGraph.Load(model.Save(_folder)), Size).Faults);
        Assert.Matches(
            "^'tiny' mixes the images of a batch: the features of two images together differ by [0-9.]+ from those one by one. "
            + @"Its BatchNormalization 'normal' computes the statistics of the batch \(training_mode=1\)\. "
            + @"Export it in evaluation mode\.$",
            fault);
    }

    private static ModelProto Classifier() => TinyModels.Create(graph =>
    {
        graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu2"], "pool"));
        graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat", ("axis", [1])));
        TinyModels.AddGemm(graph, "flat", "logits", 16, 10);
        graph.Output.Add(ProtoExtensions.FloatValue("logits"));
    }, batch: "N");

    /// <summary>A third convolution of 1 x 1, whose kernels are standardised as timm's <c>StdConv</c> does it.</summary>
    private static ModelProto Standardised(int opset) => TinyModels.Create(graph =>
    {
        graph.Initializer.Add(ProtoExtensions.Tensor("kernel", [.. Enumerable.Range(0, 256).Select(i => MathF.Sin(i))], 16, 16, 1, 1));
        graph.Initializer.Add(ProtoExtensions.Tensor("rows", [1, 16, -1]));
        graph.Initializer.Add(ProtoExtensions.Tensor("kernels", [16, 16, 1, 1]));
        string[] weights = ["gain", "zeros", "no_mean", "no_variance"];
        graph.Initializer.AddRange(weights.Select(name =>
            ProtoExtensions.Tensor(name, [.. Enumerable.Repeat(name is "zeros" or "no_mean" ? 0f : 1.5f, 16)], 16)));
        graph.Node.Add(ProtoExtensions.Node("Reshape", ["kernel", "rows"], "flat"));
        graph.Node.Add(ProtoExtensions.Node("BatchNormalization", ["flat", .. weights], "normal", ("training_mode", [1])));
        graph.Node[^1].Output.AddRange(["new_mean", "new_variance"]);
        graph.Node.Add(ProtoExtensions.Node("Reshape", ["normal", "kernels"], "standard"));
        graph.Node.Add(ProtoExtensions.Node("Conv", ["relu2", "standard"], "last"));
        graph.Output.Add(ProtoExtensions.FloatValue("last"));
    }, batch: "N", opset: opset);

    /// <summary>Makes a weight of the graph in memory one percent larger than that of the file.</summary>
    private static void Change(OnnxGraph graph, string weight)
    {
        var tensor = graph.Model.Graph.Initializer.Single(t => t.Name == weight);
        tensor.RawData = ProtoExtensions.Tensor(weight, Array.ConvertAll(tensor.ToFloats(), v => v * 1.01f)).RawData;
    }
}
