using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Models;

/// <summary>What a file may hold beside nodes and plain weights: the graph that is read computes what ONNX Runtime does with the file.</summary>
public sealed class OnnxContentTests : IDisposable
{
    private const int Size = 32;
    private const string Domain = "own";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("01_local_function")]
    [InlineData("03_fp16_weights_cast")]
    [InlineData("05_qdq")]
    [InlineData("05c_int8_weights_only")]
    [InlineData("12b_duplicate_initializer")]
    [InlineData("26b_sparse_initializer")]
    [InlineData("41_uint8_buffer")]
    public void Files_of_exporters_compute_the_same(string name) => AssertSame(Repository.Shared("cases", "onnx", name + ".onnx"));

    [Fact]
    public void Functions_are_replaced_by_their_nodes()
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.Add(new TensorProto { Name = "least", DataType = (int)DataType.Float, FloatData = { 0.1f } });
            graph.Node.Add(Call("outer", ["relu2"], "first", ("alpha", 0.3f)));
            graph.Node.Add(Call("outer", ["first", "least"], "second"));
            graph.Output.Add(ProtoExtensions.FloatValue("second"));
        });
        // Optional inputs, attributes with and without default, calls in calls, names that are used twice.
        var inner = Function("inner", ["x"], ["y", "z"], Node("Elu", ["x"], "t", Reference("alpha", "alpha")), Node("Tanh", ["t"], "y"));
        inner.Node.Add(Node("Relu", ["t"], "z"));
        inner.Attribute.Add("alpha");
        var call = Node("inner", ["t"], "u", Reference("alpha", "alpha"));
        (call.Domain, call.Output[0]) = (Domain, "u");
        call.Output.Add("v");
        var outer = Function("outer", ["x", "low"], ["y"], Node("Clip", ["x", "low"], "t"), call, Node("Sub", ["v", "u"], "w"));
        outer.Node.Add(Node("LeakyRelu", ["w"], "y", Reference("alpha", "slope")));
        outer.Attribute.Add("alpha");
        outer.AttributeProto.Add(new AttributeProto { Name = "slope", Type = AttributeType.Float, F = 0.2f });
        var path = Save(model, inner, outer);

        var graph = AssertSame(path);

        Assert.DoesNotContain(graph.Model.Graph.Node, n => n.Domain == Domain);
        Assert.True(ModelCheck.Run(graph, Size).Passed);
    }

    [Fact]
    public void Functions_in_branches_are_replaced()
    {
        var model = TinyModels.Create(graph =>
        {
            var branch = new GraphProto { Name = "branch", Node = { Call("choose", ["relu2"], "chosen") } };
            branch.Output.Add(ProtoExtensions.FloatValue("chosen"));
            graph.Initializer.Add(new TensorProto { Name = "yes", DataType = (int)DataType.Bool, RawData = ByteString.CopyFrom(1) });
            var node = ProtoExtensions.Node("If", ["yes"], "result");
            node.Attribute.Add(new AttributeProto { Name = "then_branch", Type = AttributeType.Graph, G = branch });
            node.Attribute.Add(new AttributeProto { Name = "else_branch", Type = AttributeType.Graph, G = branch });
            graph.Node.Add(node);
            graph.Output.Add(ProtoExtensions.FloatValue("result"));
        });
        Assert.DoesNotContain(AssertSame(Save(model, Function("choose", ["x"], ["y"], Node("Tanh", ["x"], "y")))).Model.Graph.Node
            .SelectMany(n => n.Attribute).SelectMany(a => a.Inner()).SelectMany(g => g.Node), n => n.Domain == Domain);
    }

    [Fact]
    public void Functions_that_call_each_other_are_refused()
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(Call("a", ["relu2"], "result"));
            graph.Output.Add(ProtoExtensions.FloatValue("result"));
        });
        var path = Save(model, Function("a", ["x"], ["y"], Call("b", ["x"], "y")), Function("b", ["x"], ["y"], Call("a", ["x"], "y")));
        Assert.Equal(
            $"'{path}' defines functions that call themselves or each other without an end. Export the network again.",
            Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message);
    }

    [Fact]
    public void Functions_of_another_opset_are_refused()
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(Call("a", ["relu2"], "result"));
            graph.Output.Add(ProtoExtensions.FloatValue("result"));
        });
        var function = Function("a", ["x"], ["y"], Node("Tanh", ["x"], "y"));
        function.OpsetImport[0].Version = 12;
        var path = Save(model, function);
        Assert.Equal(
            $"'{path}' has opset 17, but its function 'a' has 12. Export the network again, or convert it "
            + "(onnx.version_converter, then onnx.inliner).",
            Assert.Throws<NotSupportedException>(() => OnnxGraph.Load(path)).Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sparse_weights_become_whole_ones(bool isPlaced)
    {
        long[] places = isPlaced ? [0, 3, 1, 4, 6, 4] : [3, 20, 100];
        var indices = ProtoExtensions.Tensor("places", places);
        if (isPlaced)
        {
            indices.Dims.Clear();
            indices.Dims.AddRange([3, 2]);
        }

        var sparse = new SparseTensorProto { Values = ProtoExtensions.Tensor("w", [0.5f, 0.25f, 0.125f], 3), Indices = indices, Dims = { 16, 16 } };
        var model = TinyModels.Create(graph =>
        {
            graph.SparseInitializer.Add(sparse);
            graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu2"], "pool"));
            graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat", ("axis", [1])));
            graph.Node.Add(ProtoExtensions.Node("MatMul", ["flat", "w"], "result"));
            graph.Output.Add(ProtoExtensions.FloatValue("result"));
        });
        var weights = AssertSame(model.Save(_folder)).Model.Graph.Initializer.Single(t => t.Name == "w").ToFloats();
        Assert.Equal([0.5f, 0.25f, 0.125f], [weights[3], weights[20], weights[100]]);
    }

    [Fact]
    public void A_sparse_value_outside_of_its_tensor_is_refused()
    {
        var model = TinyModels.Create();
        var values = ProtoExtensions.Tensor("w", [0.5f], 1);
        model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = values, Indices = ProtoExtensions.Tensor("i", [256L]), Dims = { 256 } });
        var path = model.Save(_folder);
        Assert.Equal(
            $"'{path}' is damaged: its sparse tensor 'w' does not say where each of its values belongs. Download or copy it again.",
            Assert.Throws<InvalidDataException>(() => OnnxGraph.Load(path)).Message);
    }

    private static FunctionProto Function(string name, string[] inputs, string[] outputs, params NodeProto[] nodes) => new()
    {
        Name = name,
        Domain = Domain,
        Input = { inputs },
        Output = { outputs },
        Node = { nodes },
        OpsetImport =
        {
            new OperatorSetIdProto { Domain = "", Version = 17 },
            new OperatorSetIdProto { Domain = Domain, Version = 1 },
        },
    };

    private static NodeProto Node(string type, string[] inputs, string output, params AttributeProto[] attributes)
    {
        var node = ProtoExtensions.Node(type, inputs, output);
        node.Attribute.AddRange(attributes);
        return node;
    }

    private static NodeProto Call(string function, string[] inputs, string output, params (string Name, float Value)[] attributes)
    {
        var node = Node(function, inputs, output,
            [.. attributes.Select(a => new AttributeProto { Name = a.Name, Type = AttributeType.Float, F = a.Value })]);
        node.Domain = Domain;
        return node;
    }

    private static AttributeProto Reference(string name, string of) => new() { Name = name, RefAttrName = of, Type = AttributeType.Float };

    private string Save(ModelProto model, params FunctionProto[] functions)
    {
        model.Functions.AddRange(functions);
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = Domain, Version = 1 });
        return model.Save(_folder);
    }

    /// <summary>Compares the graph with the untouched file, both without ONNX Runtime's optimizations.</summary>
    private static OnnxGraph AssertSame(string path)
    {
        var graph = OnnxGraph.Load(path);
        var images = ImageBatch.Patterns(1, Size);
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL };
        using var session = new InferenceSession(path, options);
        using var input = OrtValue.CreateTensorValueFromMemory(images.Values, [1, 3, Size, Size]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, session.InputNames, [input], session.OutputNames);
        using var probe = new GraphProbe(graph, [graph.OutputName], GraphOptimizationLevel.ORT_DISABLE_ALL);
        Assert.Equal(GraphProbe.Read(outputs[0]).ToFloats(), probe.Run(images, GraphProbe.Read)[0].ToFloats());
        return graph;
    }
}
