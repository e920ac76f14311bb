using TorchSharp;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class WriteBackTests : IDisposable
{
    private const int Size = 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weights_go_back_by_name_and_everything_else_stays_byte_for_byte()
    {
        var graph = OnnxGraph.Load(TinyModels.Create().Save(_folder));
        using var trained = Trained(graph, "relu1");
        Change(trained);
        var (before, after) = (graph.Model.Graph, trained.ToGraph().Model.Graph);
        Assert.Equal(before.Node, after.Node);
        Assert.Equal(before.Initializer.Select(t => t.Name), after.Initializer.Select(t => t.Name));
        var changed = before.Initializer.Zip(after.Initializer).Where(p => !p.First.Equals(p.Second));
        Assert.Equal(["conv2_w", "conv2_b"], changed.Select(p => p.First.Name));
    }

    [Fact]
    public void A_weight_that_two_trained_nodes_read_stays_one()
    {
        var graph = OnnxGraph.Load(Shared("relu2", "conv3", "relu3", "conv4").Save(_folder));
        using var trained = Trained(graph, "relu2");
        Assert.Equal(["shared_w"], trained.Weights.Keys);
        Change(trained);
        var exported = trained.ToGraph();
        Assert.Single(exported.Model.Graph.Initializer, t => t.Name == "shared_w");
        Agree(trained, exported, "relu2");
    }

    [Fact]
    public void A_weight_that_the_frozen_part_reads_as_well_is_trained_under_another_name()
    {
        var graph = OnnxGraph.Load(Shared("relu2", "conv3", "relu3", "conv4").Save(_folder));
        using var trained = Trained(graph, "relu3");
        Change(trained);
        var exported = trained.ToGraph();
        var original = graph.Model.Graph.Initializer.Single(t => t.Name == "shared_w");
        Assert.Equal(original, exported.Model.Graph.Initializer.Single(t => t.Name == "shared_w"));
        Assert.NotEqual(original.RawData, exported.Model.Graph.Initializer.Single(t => t.Name == "shared_w/trained").RawData);
        Agree(trained, exported, "relu3");
    }

    [Fact]
    public void An_export_that_differs_names_the_first_tensor_that_does()
    {
        var graph = OnnxGraph.Load(TinyModels.Create().Save(_folder));
        using var trained = Trained(graph, "relu1");
        var images = ImageBatch.Patterns(2, Size);
        var rows = GraphProbe.Floats(graph, ["relu1"], images)["relu1"];
        Assert.Null(FirstDifference.InTrained(trained, graph, rows, images));
        Change(trained);
        var sentence = FirstDifference.InTrained(trained, graph, rows, images);
        Assert.Matches(
            @"^The first tensor that differs is 'conv2', the output of Conv, by 0\.\d+ of its largest value\.$", sentence);
    }

    [Fact]
    public void A_tensor_with_the_name_of_an_output_is_compared_under_the_name_that_a_file_gives_it()
    {
        var graph = OnnxGraph.Load(Renamed("conv2", "label").Save(_folder));
        var exported = OnnxGraph.Load(Renamed("conv2", "network/label").Save(_folder));
        using var trained = Trained(graph, "relu1");
        var images = ImageBatch.Patterns(2, Size);
        var rows = GraphProbe.Floats(graph, ["relu1"], images)["relu1"];
        Assert.Null(FirstDifference.InTrained(trained, exported, rows, images));
        Change(trained);
        Assert.StartsWith(
            "The first tensor that differs is 'label', the output of Conv, by ",
            FirstDifference.InTrained(trained, exported, rows, images), StringComparison.Ordinal);

        static ModelProto Renamed(string from, string to)
        {
            var model = TinyModels.Create();
            foreach (var node in model.Graph.Node)
            {
                GraphNormalizer.RenameInputs(node, new Dictionary<string, string> { [from] = to });
                node.Output[0] = node.Output[0] == from ? to : node.Output[0];
            }

            return model;
        }
    }

    [Fact]
    public void Statistics_of_BatchNormalization_are_no_parameters_and_do_not_change_in_training()
    {
        var graph = OnnxGraph.Load(TinyModels.Create(g =>
        {
            foreach (var (name, value) in new[] { ("scale", 1f), ("shift", 0.1f), ("mean", 0.2f), ("variance", 2f) })
            {
                g.Initializer.Add(ProtoExtensions.Tensor(name, [.. Enumerable.Repeat(value, 16)], 16));
            }

            g.Node.Add(ProtoExtensions.Node("BatchNormalization", ["relu2", "scale", "shift", "mean", "variance"], "normal"));
            g.Output.Add(ProtoExtensions.FloatValue("normal"));
        }).Save(_folder));
        using var trained = new TrainableGraph(graph, CutPoints.Find(graph).Single(c => c.Name == "relu1"), "normal", Size);
        Assert.Equal(["conv2_b", "conv2_w", "scale", "shift"], trained.Weights.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(["mean", "variance"], trained.Frozen.Select(f => f.Name).Order(StringComparer.Ordinal));
        trained.train();
        using var scope = torch.NewDisposeScope();
        trained.forward(torch.randn(4, 8, Size, Size)).sum().backward();
        Assert.All(trained.Frozen, f => Assert.True(f.Value.grad is null));
        Assert.Equal(Enumerable.Repeat(0.2f, 16), trained.Frozen.Single(f => f.Name == "mean").Value.data<float>().ToArray());
    }

    private static TrainableGraph Trained(OnnxGraph graph, string cut) =>
        new(graph, CutPoints.Find(graph).Single(c => c.Name == cut), null, Size);

    private static void Change(TrainableGraph trained)
    {
        using var none = torch.no_grad();
        using var scope = torch.NewDisposeScope();
        foreach (var weight in trained.Weights.Values)
        {
            weight.copy_(weight.Plus(0.05));
        }
    }

    private static void Agree(TrainableGraph trained, OnnxGraph exported, string cut)
    {
        var images = ImageBatch.Patterns(2, Size);
        var rows = GraphProbe.Floats(exported, [cut], images)[cut];
        Assert.Null(FirstDifference.InTrained(trained, exported, rows, images));
    }

    /// <summary>Two more convolutions with one kernel.</summary>
    private static ModelProto Shared(string input, string first, string between, string second) => TinyModels.Create(graph =>
    {
        TinyModels.AddConv(graph, input, first, 16, 16, 3);
        graph.Node.Add(ProtoExtensions.Node("Relu", [first], between));
        TinyModels.AddConv(graph, between, second, 16, 16, 3);
        var kernel = graph.Initializer.Single(t => t.Name == $"{first}_w");
        kernel.Name = "shared_w";
        foreach (var node in graph.Node.TakeLast(3).Where(n => n.OpType == "Conv"))
        {
            node.Input[1] = "shared_w";
            node.Input.RemoveAt(2);
        }

        graph.Output.Add(ProtoExtensions.FloatValue(second));
    });
}
