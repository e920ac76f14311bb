using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class CutPointTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_tensor_that_a_shortcut_passes_by_is_no_cut_point()
    {
        var model = TinyModels.Create(graph =>
        {
            TinyModels.AddConv(graph, "relu2", "inner", 16, 16, 3);
            graph.Node.Add(ProtoExtensions.Node("Add", ["inner", "relu2"], "sum"));
            graph.Output.Add(ProtoExtensions.FloatValue("sum"));
        });
        var cuts = CutPoints.Find(OnnxGraph.Load(model.Save(_folder)));
        Assert.Equal(["conv1", "relu1", "conv2", "relu2", "sum"], cuts.Select(c => c.Name));
    }

    [Fact]
    public void Parameters_and_multiply_adds_are_counted_on_both_sides()
    {
        var cuts = CutPoints.Find(OnnxGraph.Load(TinyModels.Create().Save(_folder)));
        var first = cuts.Single(c => c.Name == "relu1");
        Assert.Equal([8, 32, 32], first.Shape);
        Assert.Equal((3 * 8 * 9) + 8, first.ParametersBelow);
        Assert.Equal((8 * 16 * 9) + 16, first.ParametersAbove);
        Assert.Equal(32 * 32 * 8 * 27, first.MultiplyAddsBelow);
        Assert.Equal(32 * 32 * 16 * 72, first.MultiplyAddsAbove);
    }

    [Theory]
    [InlineData("nothing", "relu2")]
    [InlineData("global pool", "relu2")]
    [InlineData("mean", "relu2")]
    [InlineData("flatten", "relu2")]
    [InlineData("pool and 1x1 convolution", "relu2")]
    [InlineData("1x1 convolution and pool", "relu2")]
    [InlineData("pooled features without classifier", "relu3")]
    public void The_end_of_the_base_is_found(string ending, string expected)
    {
        var model = TinyModels.Create(graph => End(graph, ending));
        Assert.Equal(expected, CutPoints.Find(OnnxGraph.Load(model.Save(_folder))).Single(c => c.IsDefault).Name);
    }

    [Theory]
    [InlineData("efficientnet-lite0.onnx", 224, "hardtanh_32", new[] { 1280, 7, 7 })]
    [InlineData("squeezenet1.1-9.onnx", 224, "fire9_concat", new[] { 512, 13, 13 })]
    [InlineData("squeezenet1.1-9.onnx", 150, "fire9_concat", new[] { 512, 8, 8 })]
    public void The_end_of_real_bases_is_found(string file, int size, string expected, int[] shape)
    {
        var cut = CutPoints.Find(OnnxGraph.Load(Repository.Shared("models", file)), size).Single(c => c.IsDefault);
        Assert.Equal(expected, cut.Name);
        Assert.Equal(shape, cut.Shape);
    }

    [Fact]
    public void Vgg16_has_the_end_and_the_parameters_that_Keras_knows()
    {
        var cuts = CutPoints.Find(OnnxGraph.Load(Repository.Shared("models", "vgg16.onnx")), 150);
        Assert.Equal(14_714_688, cuts[^1].ParametersBelow);
        Assert.Equal(7_079_424, cuts.Single(c => c.Name == "block4_pool").ParametersAbove);
        var end = cuts.Single(c => c.IsDefault);
        Assert.Equal("block5_pool", end.Name);
        Assert.Equal([512, 4, 4], end.Shape);
    }

    [Fact]
    public void A_size_that_the_network_cannot_take_is_refused()
    {
        var graph = OnnxGraph.Load(TinyModels.Create(g =>
        {
            g.Node.Add(ProtoExtensions.Node("AveragePool", ["relu2"], "pool", ("kernel_shape", [30, 30])));
            g.Output.Add(ProtoExtensions.FloatValue("pool"));
        }).Save(_folder));
        var message = Assert.Throws<NotSupportedException>(() => CutPoints.Find(graph, 16)).Message;
        Assert.StartsWith("'tiny' does not run at 16 px with a batch of 1: ", message, StringComparison.Ordinal);
        Assert.EndsWith(" Choose 32 pixels, the image size in the file.", message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_size_in_the_file_is_not_advised_against()
    {
        var graph = OnnxGraph.Load(TinyModels.Create(g =>
        {
            // What ONNX Runtime only notices when it runs.
            g.Initializer.Add(ProtoExtensions.Tensor("rows", [0L, 17]));
            g.Node.Add(ProtoExtensions.Node("NonZero", ["relu2"], "places"));
            g.Node.Add(ProtoExtensions.Node("Reshape", ["places", "rows"], "rows_of_places"));
            g.Node.Add(ProtoExtensions.Node("Cast", ["rows_of_places"], "wrong", ("to", [1])));
            g.Output.Add(ProtoExtensions.FloatValue("wrong"));
        }, batch: "N", size: 31).Save(_folder));
        var message = Assert.Throws<NotSupportedException>(() => CutPoints.Find(graph)).Message;
        Assert.StartsWith("'tiny' does not run at 31 px with a batch of 1: ", message, StringComparison.Ordinal);
        Assert.EndsWith(" That is the image size in the file, so the file is wrong. Export it again.", message, StringComparison.Ordinal);
    }

    private static void End(GraphProto graph, string ending)
    {
        var output = "logits";
        switch (ending)
        {
            case "nothing":
                output = "relu2";
                break;
            case "global pool":
                graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu2"], "pool"));
                graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat", ("axis", [1])));
                TinyModels.AddGemm(graph, "flat", "logits", 16, 10);
                break;
            case "mean":
                graph.Node.Add(ProtoExtensions.Node("ReduceMean", ["relu2"], "mean", ("axes", [2, 3]), ("keepdims", [0])));
                TinyModels.AddGemm(graph, "mean", "logits", 16, 10);
                break;
            case "flatten":
                graph.Node.Add(ProtoExtensions.Node("Flatten", ["relu2"], "flat", ("axis", [1])));
                TinyModels.AddGemm(graph, "flat", "logits", 16 * 32 * 32, 10);
                break;
            case "pool and 1x1 convolution":
                graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu2"], "pool"));
                TinyModels.AddConv(graph, "pool", "logits", 16, 10, 1);
                break;
            case "1x1 convolution and pool":
                TinyModels.AddConv(graph, "relu2", "classes", 16, 10, 1);
                graph.Node.Add(ProtoExtensions.Node("Relu", ["classes"], "classes_relu"));
                graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["classes_relu"], "pool"));
                graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat", ("axis", [1])));
                graph.Node.Add(ProtoExtensions.Node("Softmax", ["flat"], "logits", ("axis", [1])));
                break;
            default:
                // A 1x1 convolution that widens, as in EfficientNet's base: not a classifier.
                TinyModels.AddConv(graph, "relu2", "wide", 16, 64, 1);
                graph.Node.Add(ProtoExtensions.Node("Relu", ["wide"], "relu3"));
                graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu3"], "logits"));
                break;
        }

        graph.Output.Add(ProtoExtensions.FloatValue(output));
    }
}
