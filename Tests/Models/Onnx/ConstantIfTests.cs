using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;
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

    private static NodeProto If(string condition, string input, string output)
    {
        var node = ProtoExtensions.Node("If", [condition], output);
        node.Attribute.Add(Branch("then_branch", "Abs", input));
        // Negative twice: the same values as in the other branch.
        node.Attribute.Add(Branch("else_branch", "Neg", input));
        return node;
    }

    private static AttributeProto Branch(string name, string operation, string input)
    {
        var graph = new GraphProto { Name = name };
        graph.Node.Add(ProtoExtensions.Node(operation, [input], "inner"));
        graph.Output.Add(ProtoExtensions.FloatValue("inner"));
        return new AttributeProto { Name = name, Type = AttributeType.Graph, G = graph };
    }

    private static TensorProto Truth(string name, bool value) =>
        new() { Name = name, DataType = (int)DataType.Bool, Int32Data = { value ? 1 : 0 } };
}
