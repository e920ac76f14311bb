using Microsoft.ML.OnnxRuntime;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>Shapes that are inferred are those that a run gives; where weights do not fit, a run decides.</summary>
public sealed class InferredShapesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, 224)]
    [InlineData(2, 96)]
    public void The_shapes_of_the_bundled_network_are_those_of_a_run(int images, int size)
    {
        var graph = Backbone.Load().Graph;
        var tensors = graph.Model.Graph.Node.Select(n => n.Output[0]).ToList();
        using var probe = new GraphProbe(graph, tensors, GraphOptimizationLevel.ORT_DISABLE_ALL);
        var run = tensors.Zip(probe.Run(ImageBatch.Black(images, size), MeasuredTensor.Of)).ToDictionary(t => t.First, t => t.Second);
        var inferred = InferredShapes.Of(graph, tensors, images, size);
        Assert.NotNull(inferred);
        Assert.All(tensors, t =>
        {
            Assert.Equal(run[t].Shape, inferred[t].Shape);
            Assert.Equal((run[t].IsFloat, run[t].IsFloat32), (inferred[t].IsFloat, inferred[t].IsFloat32));
        });
    }

    [Theory]
    [InlineData("conv2_b", 7)]
    [InlineData("conv2_w", 16 * 7 * 9)]
    public void Weights_of_another_size_are_left_to_a_run(string name, int count)
    {
        var model = TinyModels.Create(batch: "N");
        Assert.NotNull(InferredShapes.Of(OnnxGraph.Of(model, "tiny"), ["relu2"], 1, 32));
        var weights = model.Graph.Initializer.Single(t => t.Name == name);
        long[] dims = name.EndsWith('b') ? [count] : [16, 7, 3, 3];
        var other = ProtoExtensions.Tensor(name, new float[count], dims);
        model.Graph.Initializer[model.Graph.Initializer.IndexOf(weights)] = other;
        Assert.Null(InferredShapes.Of(OnnxGraph.Of(model, "tiny"), ["relu2"], 1, 32));
    }
}
