using System.Globalization;
using Google.Protobuf;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class BadModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named() => Assert.Equal(
        "There is no model file 'gone.onnx'. Give the path of an .onnx file.",
        Assert.Throws<FileNotFoundException>(() => OnnxGraph.Load("gone.onnx")).Message);

    [Fact]
    public void A_text_is_not_onnx()
    {
        var path = _folder.Write("a.onnx", "hello"u8);
        Assert.Equal(
            $"'{path}' is not an ONNX file. Expected a network exported as .onnx (for example with torch.onnx.export or tf2onnx).",
            Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message);
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void A_truncated_file_is_called_truncated(double share)
    {
        var bytes = TinyModels.Create().ToByteArray();
        var length = (int)(bytes.Length * share);
        var path = _folder.Write("a.onnx", bytes.AsSpan(0, length));
        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture,
                $"'{path}' ({length:N0} bytes) begins like an ONNX file but is truncated or damaged. Download or copy it again."),
            Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message);
    }

    [Fact]
    public void A_network_without_an_image_input_is_refused_with_what_it_has()
    {
        var model = TinyModels.Create();
        model.Graph.Input[0] = ProtoExtensions.FloatValue("images", "N", 128);
        var path = model.Save(_folder);
        Assert.Equal(
            $"'{path}' has no image input: its inputs are 'images' [N, 128]. Expected one input [N, 3, H, W] or [N, H, W, 3] of floats or "
            + "bytes; export only the part of the network that classifies images.",
            Assert.Throws<NotSupportedException>(() => OnnxGraph.Load(path)).Message);
    }

    /// <summary>ONNX Runtime's optimizers write it for other devices, and know it on the processor by name only.</summary>
    [Theory]
    [InlineData("NhwcConv")]
    [InlineData("NhwcFusedConv")]
    public void An_operator_that_ONNX_Runtime_does_not_compute_is_named(string type)
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("kernel", new float[8 * 16], 8, 1, 1, 16));
            graph.Node.Add(ProtoExtensions.Node("Transpose", ["relu2"], "turned", ("perm", [0, 2, 3, 1])));
            graph.Node.Add(ProtoExtensions.Node(type, ["turned", "kernel"], "conv3"));
            graph.Node[^1].Domain = "com.microsoft";
            graph.Output.Add(ProtoExtensions.FloatValue("conv3"));
        });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.microsoft", Version = 1 });
        var path = model.Save(_folder);
        Assert.Equal(
            $"'{path}' has the operator com.microsoft.{type}, which ONNX Runtime {ConvBase.RuntimeVersion} does not compute on a "
            + "processor. Export it again without that operator.",
            Assert.Throws<NotSupportedException>(() => OnnxGraph.Load(path)).Message);
    }

    [Fact]
    public void A_file_without_weights_is_refused_unless_a_seed_fills_them()
    {
        var model = TinyModels.Create();
        model.Graph.Initializer[2].ClearRawData();
        var path = model.Save(_folder);
        Assert.Equal(
            $"'{path}' has no data for its weight 'conv2_w' [16, 8, 3, 3]. Give a file with weights, or a seed for random weights.",
            Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message);
        Assert.Equal(1, OnnxGraph.Load(path, randomWeights: 1).RandomWeights);
    }

    [Fact]
    public void A_network_that_mixes_the_images_of_a_batch_is_refused()
    {
        var model = TinyModels.Create(graph =>
        {
            string[] weights = ["scale", "shift", "mean", "variance"];
            graph.Initializer.AddRange(weights.Select(name =>
                ProtoExtensions.Tensor(name, [.. Enumerable.Range(1, 16).Select(i => i / 8f)], 16)));
            graph.Node.Add(ProtoExtensions.Node("BatchNormalization", ["relu2", .. weights], "mixed", ("training_mode", [1])));
            graph.Node[^1].Output.AddRange(["new_mean", "new_variance"]);
            graph.Output.Add(ProtoExtensions.FloatValue("mixed"));
        });
        var graph = OnnxGraph.Load(model.Save(_folder));
        var cut = CutPoints.Find(graph).Last();
        var message = Assert.Throws<NotSupportedException>(() => new ConvBase(graph, cut, 32, Pooling.None, Device.Cpu)).Message;
        Assert.Matches(
            "^'tiny' mixes the images of a batch: the features of two images together differ by [0-9.]+ from those one by one. "
            + @"Its BatchNormalization 'mixed' computes the statistics of the batch \(training_mode=1\)\. Export it in evaluation mode\.$",
            message);
    }
}
