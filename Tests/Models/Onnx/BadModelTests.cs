using Google.Protobuf;
using Transfer.Models;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class BadModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("There is no model file 'gone.onnx'", Assert.Throws<FileNotFoundException>(() => OnnxGraph.Load("gone.onnx")).Message, StringComparison.Ordinal);

    [Fact]
    public void A_text_file_is_not_onnx() =>
        Assert.Contains("is not an ONNX file", Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(_folder.Write("a.onnx", "hello"u8))).Message, StringComparison.Ordinal);

    [Fact]
    public void An_empty_file_is_not_onnx() =>
        Assert.Contains("is not an ONNX file", Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(_folder.Write("a.onnx", []))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.5)]
    [InlineData(0.99)]
    public void A_truncated_file_is_called_truncated(double share)
    {
        var bytes = TinyModels.Create().ToByteArray();
        var path = _folder.Write("a.onnx", bytes.AsSpan(0, (int)(bytes.Length * share)));
        Assert.Contains("truncated or damaged", Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_without_an_image_input_is_refused_with_what_it_has()
    {
        var model = TinyModels.Create();
        model.Graph.Input[0] = ProtoExtensions.FloatValue("tokens", "N", 128);
        var message = Assert.Throws<NotSupportedException>(() => OnnxGraph.Load(model.Save(_folder))).Message;
        Assert.Contains("has no image input: its inputs are 'tokens' [N, 128]. Expected one float input [N, 3, H, W]", message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_opset_that_onnx_runtime_does_not_run_is_refused()
    {
        var message = Assert.Throws<NotSupportedException>(() => OnnxGraph.Load(TinyModels.Create(opset: 6).Save(_folder))).Message;
        Assert.Contains("opset 6", message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_mixes_the_images_of_a_batch_is_refused()
    {
        // Reshape to [1, 16, 1024] and a mean over the first axis and the rest would hide it; a softmax over the batch does not.
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(ProtoExtensions.Node("Softmax", ["relu2"], "mixed", ("axis", [0])));
            graph.Output.Add(ProtoExtensions.FloatValue("mixed"));
        });
        var graph = OnnxGraph.Load(model.Save(_folder));
        var cut = CutPoints.Find(graph).Last();
        var message = Assert.Throws<NotSupportedException>(() => new ConvBase(graph, cut, 32, Pooling.None, Device.Cpu)).Message;
        Assert.Contains("mixes the images of a batch", message, StringComparison.Ordinal);
    }
}
