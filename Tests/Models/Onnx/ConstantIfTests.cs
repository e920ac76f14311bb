using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Models;

public sealed class ConstantIfTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true, "Abs Abs")]
    [InlineData(false, "Neg Neg")]
    public void The_branch_takes_the_place_of_the_node(bool condition, string expected)
    {
        // Both nodes have branches with the same names inside, and the second one reads the first.
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.Add(Truth("yes", condition));
            graph.Node.Add(If("yes", "relu2", "first"));
            graph.Node.Add(If("yes", "first", "second"));
            graph.Output.Add(ProtoExtensions.FloatValue("second"));
        });

        var graph = OnnxGraph.Load(model.Save(_folder));

        var operators = graph.Model.Graph.Node.Select(n => n.OpType).Skip(4).Where(name => name != "Identity");
        Assert.Equal(expected, string.Join(' ', operators));
        var images = ImageBatch.Patterns(2, 32);
        var values = GraphProbe.Floats(graph, ["relu2", "second"], images);
        Assert.Equal(values["relu2"], values["second"]);
    }

    [Theory]
    [InlineData("constants")]
    [InlineData("channels")]
    [InlineData("axes")]
    public void A_condition_that_is_computed_without_the_images_is_decided(string of)
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.AddRange([ProtoExtensions.Tensor("sixteen", [16L]), ProtoExtensions.Tensor("one", [1L])]);
            switch (of)
            {
                case "constants":
                    Add(graph, "Less", ["one", "sixteen"], "yes");
                    break;
                case "channels":
                    Add(graph, "Shape", ["relu2"], "shape");
                    Add(graph, "Gather", ["shape", "one"], "channels");
                    Add(graph, "Equal", ["channels", "sixteen"], "yes");
                    break;
                default:
                    // Not one image, and not two.
                    Add(graph, "Shape", ["relu2"], "shape");
                    Add(graph, "Shape", ["shape"], "axes");
                    Add(graph, "Equal", ["axes", "one"], "one_axis");
                    Add(graph, "Not", ["one_axis"], "yes");
                    break;
            }

            var inner = TinyModels.If("yes", "inner_decided", ("Tanh", "relu2"), ("Neg", "relu2"));
            var node = TinyModels.If("yes", "decided", ("Abs", "relu2"), ("Neg", "relu2"));
            var branch = node.Attribute[0].G;
            branch.Node.Clear();
            branch.Node.Add(inner);
            branch.Output[0].Name = "inner_decided";
            graph.Node.Add(node);
            Add(graph, "Exp", ["decided"], "last");
            graph.Output.Add(ProtoExtensions.FloatValue("last"));
        }, batch: "N");

        var graph = OnnxGraph.Load(model.Save(_folder));

        Assert.Equal(["Tanh", "Exp"], graph.Below("last").Model.Graph.Node.Select(n => n.OpType).Skip(4));
        Assert.Empty(ModelCheck.Run(graph, 32).Faults);
    }

    [Fact]
    public void A_condition_that_differs_between_image_sizes_stays()
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.AddRange([ProtoExtensions.Tensor("limit", [20L]), ProtoExtensions.Tensor("two", [2L])]);
            Add(graph, "Shape", ["relu2"], "shape");
            Add(graph, "Gather", ["shape", "two"], "height");
            Add(graph, "Less", ["height", "limit"], "small");
            graph.Node.Add(TinyModels.If("small", "decided", ("Tanh", "relu2"), ("Neg", "relu2")));
            graph.Output.Add(ProtoExtensions.FloatValue("decided"));
        }, batch: "N");
        var graph = OnnxGraph.Load(model.Save(_folder));
        Assert.Contains(graph.Model.Graph.Node, n => n.OpType == "If");
        Assert.Contains("Operators that cannot be trained: If (1).", ModelCheck.Run(graph, 32).Faults);
    }

    [Fact]
    public void A_condition_that_follows_from_the_images_stays()
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(ProtoExtensions.Node("ReduceMax", ["relu2"], "most", ("keepdims", [0])));
            graph.Node.Add(ProtoExtensions.Node("Cast", ["most"], "yes", ("to", [(long)DataType.Bool])));
            graph.Node.Add(If("yes", "relu2", "first"));
            graph.Output.Add(ProtoExtensions.FloatValue("first"));
        });
        Assert.Contains(OnnxGraph.Load(model.Save(_folder)).Model.Graph.Node, n => n.OpType == "If");
    }

    // Negative twice: the same values as in the other branch.
    private static NodeProto If(string condition, string input, string output) =>
        TinyModels.If(condition, output, ("Abs", input), ("Neg", input));

    private static void Add(GraphProto graph, string type, string[] inputs, string output) =>
        graph.Node.Add(ProtoExtensions.Node(type, inputs, output));

    private static TensorProto Truth(string name, bool value) =>
        new() { Name = name, DataType = (int)DataType.Bool, Int32Data = { value ? 1 : 0 } };
}
