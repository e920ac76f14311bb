using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using static TorchSharp.torch;

namespace Transfer.Tests.Models;

/// <summary>Nodes of which more than the first output is read, and rounding.</summary>
public sealed class OutputTests : IDisposable
{
    private const int Size = 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_output_that_is_read_and_not_computed_is_named()
    {
        var graph = Load(graph =>
        {
            var pool = ProtoExtensions.Node("MaxPool", ["relu2"], "pool", ("kernel_shape", [2, 2]));
            pool.Output.Add("places");
            graph.Node.Add(pool);
            graph.Node.Add(ProtoExtensions.Node("Cast", ["places"], "floats", ("to", [1])));
            graph.Node.Add(ProtoExtensions.Node("Add", ["pool", "floats"], "sum"));
            graph.Output.Add(ProtoExtensions.FloatValue("sum"));
        });
        var fault = Assert.Throws<NotSupportedException>(() => Import(graph).Dispose());
        Assert.StartsWith("'tiny' has operators above 'images' that cannot be trained: MaxPool with output 2 (1).",
            fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Quantised_activations_saturate_and_are_not_rounded()
    {
        var graph = Load(graph =>
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("step", [0.5f]));
            graph.Initializer[^1].Dims.Clear();
            graph.Node.Add(ProtoExtensions.Node("QuantizeLinear", ["images", "step"], "whole"));
            graph.Node.Add(ProtoExtensions.Node("DequantizeLinear", ["whole", "step"], "rounded"));
            graph.Output.Add(ProtoExtensions.FloatValue("rounded"));
        });
        using var module = Import(graph);
        using var images = linspace(-100, 200, 3 * Size * Size).reshape(1, 3, Size, Size).requires_grad_();

        using var outputs = module.forward(images);
        outputs.sum().backward();

        var (values, slopes) = (images.detach().data<float>().ToArray(), images.grad!.data<float>().ToArray());
        Assert.All(values.Zip(slopes), p => Assert.Equal(p.First is >= 0 and <= 127.5f ? 1 : 0, p.Second));
        Assert.Equal(values.Select(v => Math.Clamp(v, 0, 127.5f)), outputs.detach().data<float>().ToArray());
    }

    private OnnxGraph Load(Action<GraphProto> top) => OnnxGraph.Load(TinyModels.Create(top).Save(_folder));

    private static TrainableGraph Import(OnnxGraph graph) =>
        new(graph, CutPoints.Whole(graph, Size, CutPoints.Find(graph, Size)[0]), null, Size);
}
