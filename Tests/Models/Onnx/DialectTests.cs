using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using static TorchSharp.torch;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;

namespace Transfer.Tests.Models;

/// <summary>What exporters and old opsets write differently: two images at once give the same in ONNX Runtime and in TorchSharp.</summary>
public sealed class DialectTests : IDisposable
{
    private const int Size = 32;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(7)]
    [InlineData(11)]
    public void Leftovers_of_training_do_nothing(int opset)
    {
        var model = TinyModels.Create(graph =>
        {
            var normal = AddNormalization(graph);
            normal.Output.AddRange(["new_mean", "new_variance", "saved_mean", "saved_variance"]);
            var dropout = ProtoExtensions.Node("Dropout", ["normal"], "dropped");
            dropout.Output.Add("mask");
            graph.Node.Add(dropout);
            graph.Node.Add(ProtoExtensions.Node("Relu", ["dropped"], "last"));
            graph.Output.Add(ProtoExtensions.FloatValue("last"));
        }, opset: opset);
        var normal = model.Graph.Node.Single(n => n.OpType == "BatchNormalization");
        normal.Attribute.Add(Integer("spatial", 1));
        normal.Attribute.Add(Integer("is_test", 1));
        var last = model.Graph.Node.Single(n => n.Output[0] == "last");
        last.Attribute.Add(new AttributeProto { Name = "consumed_inputs", Type = AttributeType.Ints, Ints = { 0 } });
        model.IrVersion = 3;
        model.Graph.Input.AddRange(model.Graph.Initializer.Select(t => ProtoExtensions.FloatValue(t.Name)));

        var graph = Agree(model);

        Assert.Equal(["images"], graph.Model.Graph.Input.Select(i => i.Name));
        Assert.Single(graph.Model.Graph.Node.Single(n => n.OpType == "BatchNormalization").Output);
        Assert.DoesNotContain(graph.Model.Graph.Node, n => n.OpType == "Dropout");
    }

    [Fact]
    public void A_weight_that_two_layers_share_stays_one_parameter()
    {
        var model = TinyModels.Create(graph =>
        {
            TinyModels.AddConv(graph, "relu2", "conv3", 16, 16, 3);
            graph.Node.Add(ProtoExtensions.Node("Identity", ["conv3_w"], "same_w"));
            graph.Node.Add(ProtoExtensions.Node("Conv", ["conv3", "same_w", "conv3_b"], "conv4", ("pads", [1, 1, 1, 1])));
            graph.Output.Add(ProtoExtensions.FloatValue("conv4"));
        });
        var graph = Agree(model);
        using var module = new TrainableGraph(graph, Whole(graph), null, Size);
        Assert.Equal(["conv1_w", "conv1_b", "conv2_w", "conv2_b", "conv3_w", "conv3_b"], module.Weights.Keys);
        Assert.Equal(6, module.parameters().Count());
    }

    [Fact]
    public void Constant_nodes_are_weights_and_settings()
    {
        var model = TinyModels.Create(graph =>
        {
            var weight = ProtoExtensions.Tensor("", [.. Enumerable.Range(1, 16).Select(i => i / 8f)], 16, 1, 1);
            graph.Node.Add(Constant("factor", new AttributeProto { Name = "value", Type = AttributeType.Tensor, T = weight }));
            graph.Node.Add(Constant("half", new AttributeProto { Name = "value_float", Type = AttributeType.Float, F = 0.5f }));
            graph.Node.Add(Constant("axes", new AttributeProto { Name = "value_ints", Type = AttributeType.Ints, Ints = { 2, 3 } }));
            graph.Node.Add(ProtoExtensions.Node("Mul", ["relu2", "factor"], "scaled"));
            graph.Node.Add(ProtoExtensions.Node("Clip", ["scaled", "half"], "clipped"));
            graph.Node.Add(ProtoExtensions.Node("ReduceSum", ["clipped", "axes"], "sum", ("keepdims", [0])));
            graph.Output.Add(ProtoExtensions.FloatValue("sum"));
        });
        var graph = Agree(model);
        Assert.DoesNotContain(graph.Model.Graph.Node, n => n.OpType == "Constant");
        using var module = new TrainableGraph(graph, Whole(graph), null, Size);
        Assert.Contains("factor", module.Weights.Keys);
        Assert.DoesNotContain("half", module.Weights.Keys);
    }

    [Fact]
    public void Reductions_of_opset_18_may_have_their_axes_as_attribute() => Agree(TinyModels.Create(graph =>
    {
        graph.Node.Add(ProtoExtensions.Node("ReduceMean", ["relu2"], "mean", ("axes", [2, 3]), ("keepdims", [0])));
        graph.Output.Add(ProtoExtensions.FloatValue("mean"));
    }, opset: 18));

    [Fact]
    public void Shapes_that_hold_the_batch_are_computed() => Agree(TinyModels.Create(graph =>
    {
        Add(graph, "Shape", ["relu2"], "shape");
        Integers(graph, ("zero", [0]), ("one", [1]), ("two", [2]), ("four", [4]), ("rest", [-1]), ("groups", [4]));
        Add(graph, "Gather", ["shape", "zero"], "batch");
        Add(graph, "Slice", ["shape", "one", "two"], "channels");
        Add(graph, "Div", ["channels", "groups"], "each");
        Add(graph, "Cast", ["each"], "each_float", ("to", [1]));
        Add(graph, "Floor", ["each_float"], "each_floor");
        Add(graph, "Cast", ["each_floor"], "each_whole", ("to", [7]));
        Add(graph, "Concat", ["batch", "groups", "each_whole", "rest"], "target", ("axis", [0]));
        Add(graph, "Reshape", ["relu2", "target"], "grouped");
        Add(graph, "Transpose", ["grouped"], "shuffled", ("perm", [0, 2, 1, 3]));
        Add(graph, "Concat", ["batch", "rest"], "flat_target", ("axis", [0]));
        Add(graph, "Reshape", ["shuffled", "flat_target"], "flat");
        graph.Output.Add(ProtoExtensions.FloatValue("flat"));
    }, batch: "N"));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_class_token_for_one_image_is_repeated_for_a_batch(bool expanded) => Agree(TinyModels.Create(graph =>
    {
        graph.Initializer.Add(ProtoExtensions.Tensor("token", [.. Enumerable.Range(1, 16).Select(i => i / 8f)], 1, 1, 16));
        Integers(graph, ("patches", [1, 16, 1024]), ("token_shape", [1, 1, 16]));
        Add(graph, "Reshape", ["relu2", "patches"], "rows");
        Add(graph, "Transpose", ["rows"], "turned", ("perm", [0, 2, 1]));
        if (expanded)
        {
            Add(graph, "Expand", ["token", "token_shape"], "tokens");
        }

        Add(graph, "Concat", [expanded ? "tokens" : "token", "turned"], "sequence", ("axis", [1]));
        graph.Output.Add(ProtoExtensions.FloatValue("sequence"));
    }));

    /// <summary>Windows before the images, tokens before the images, heads beside them, rows of a linear layer: one image each.</summary>
    [Theory]
    [InlineData("windows")]
    [InlineData("tokens first")]
    public void A_fixed_batch_that_is_merged_with_other_axes_is_freed(string form)
    {
        var model = TinyModels.Create(graph =>
        {
            if (form == "windows")
            {
                Integers(graph, ("split", [1, 16, 2, 4, 2, 4]), ("windows", [4, 16, 16]), ("join", [1, 2, 2, 4, 4, 16]));
                Add(graph, "Reshape", ["relu2", "split"], "parts");
                Add(graph, "Transpose", ["parts"], "turned", ("perm", [0, 2, 4, 3, 5, 1]));
                Add(graph, "Reshape", ["turned", "windows"], "rows");
                Add(graph, "Softmax", ["rows"], "mixed", ("axis", [1]));
                Add(graph, "Reshape", ["mixed", "join"], "joined");
                Add(graph, "Transpose", ["joined"], "back", ("perm", [0, 5, 1, 3, 2, 4]));
            }
            else
            {
                Integers(graph, ("flat", [1, 16, -1]), ("heads", [64, 4, 4]), ("linear", [64, 16]), ("again", [64, 1, 16]));
                Add(graph, "Reshape", ["relu2", "flat"], "flattened");
                Add(graph, "Transpose", ["flattened"], "tokens", ("perm", [2, 0, 1]));
                Add(graph, "Reshape", ["tokens", "heads"], "split");
                Add(graph, "Transpose", ["split"], "by_head", ("perm", [1, 0, 2]));
                Add(graph, "Softmax", ["by_head"], "mixed", ("axis", [1]));
                Add(graph, "Transpose", ["mixed"], "by_token", ("perm", [1, 0, 2]));
                Add(graph, "Reshape", ["by_token", "linear"], "rows");
                TinyModels.AddGemm(graph, "rows", "layer", 16, 16);
                Add(graph, "Reshape", ["layer", "again"], "joined");
                Add(graph, "Transpose", ["joined"], "back", ("perm", [1, 2, 0]));
            }

            Integers(graph, ("map", [1, 16, 8, 8]));
            Add(graph, "Reshape", ["back", "map"], "again_a_map");
            TinyModels.AddConv(graph, "again_a_map", "last", 16, 16, 3);
            graph.Output.Add(ProtoExtensions.FloatValue("last"));
        }, size: 8);
        Assert.Empty(ModelCheck.Run(Load(model), 8).Faults);
    }

    [Fact]
    public void A_constant_that_begins_with_the_number_of_images_is_left_alone() => Agree(TinyModels.Create(graph =>
    {
        Integers(graph, ("per_channel", [1, -1, 1, 1]));
        graph.Initializer.Add(ProtoExtensions.Tensor("gain", [.. Enumerable.Range(1, 16).Select(i => i / 8f)], 16));
        Add(graph, "Abs", ["gain"], "size");
        Add(graph, "Reshape", ["size", "per_channel"], "scale");
        Add(graph, "Mul", ["relu2", "scale"], "scaled");
        graph.Output.Add(ProtoExtensions.FloatValue("scaled"));
    }));

    [Fact]
    public void Channels_last_input_is_turned()
    {
        var model = TinyModels.Create();
        model.Graph.Input[0] = ProtoExtensions.FloatValue("nhwc", "N", Size, Size, 3);
        model.Graph.Node.Insert(0, ProtoExtensions.Node("Transpose", ["nhwc"], "images", ("perm", [0, 3, 1, 2])));
        Assert.Equal("nhwc", Agree(model).InputName);
    }

    [Fact]
    public void A_last_input_that_is_empty_is_left_out()
    {
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("gain", [.. Enumerable.Range(1, Size).Select(i => i / 8f)], Size));
            Add(graph, "LayerNormalization", ["relu2", "gain", ""], "normal");
            graph.Output.Add(ProtoExtensions.FloatValue("normal"));
        });
        Assert.Equal(["relu2", "gain"], Agree(model).Model.Graph.Node.Single(n => n.OpType == "LayerNormalization").Input);
    }

    [Fact]
    public void Inner_graphs_read_what_a_removed_node_read()
    {
        var model = TinyModels.Create(graph =>
        {
            Add(graph, "Identity", ["relu2"], "same");
            Add(graph, "ReduceMax", ["relu2"], "most", ("keepdims", [0]));
            Add(graph, "Cast", ["most"], "yes", ("to", [9]));
            graph.Node.Add(TinyModels.If("yes", "decided", ("Abs", "same"), ("Neg", "same")));
            graph.Output.Add(ProtoExtensions.FloatValue("decided"));
        });
        var graph = OnnxGraph.Load(model.Save(_folder));
        var known = graph.Model.Graph.Node.SelectMany(n => n.Output).Concat(graph.Model.Graph.Initializer.Select(t => t.Name))
            .Append(graph.InputName).ToHashSet();
        var inner = graph.Model.Graph.Node.SelectMany(n => n.Attribute).Where(a => a.G is not null).Select(a => a.G).ToList();
        Assert.NotEmpty(inner);
        var own = inner.SelectMany(g => g.Node.SelectMany(n => n.Output).Concat(g.Initializer.Select(t => t.Name))).ToHashSet();
        Assert.All(inner.SelectMany(g => g.Node).SelectMany(n => n.Reads()),
            name => Assert.True(known.Contains(name) || own.Contains(name), name));
    }

    [Fact]
    public void Operators_that_cannot_be_trained_are_named_together()
    {
        var model = TinyModels.Create(graph =>
        {
            Add(graph, "Tan", ["relu2"], "tan");
            Add(graph, "Atan", ["tan"], "atan1");
            Add(graph, "Atan", ["atan1"], "atan2");
            graph.Output.Add(ProtoExtensions.FloatValue("atan2"));
        });
        var graph = Load(model);
        var message = Assert.Throws<NotSupportedException>(() => new TrainableGraph(graph, Whole(graph), null, Size)).Message;
        Assert.Equal(
            "'tiny' has operators above 'images' that cannot be trained: Atan (2), Tan (1). "
            + "Choose a cut above them; a check of the network lists the cuts that can be trained from.",
            message);
    }

    private static NodeProto AddNormalization(GraphProto graph)
    {
        string[] weights = ["scale", "shift", "mean", "variance"];
        float[] values = [.. Enumerable.Range(1, 16).Select(i => i / 8f)];
        graph.Initializer.AddRange(weights.Select(name => ProtoExtensions.Tensor(name, values, 16)));
        graph.Node.Add(ProtoExtensions.Node("BatchNormalization", ["relu2", .. weights], "normal"));
        return graph.Node[^1];
    }

    private static AttributeProto Integer(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    private static NodeProto Constant(string output, AttributeProto value) =>
        new() { OpType = "Constant", Output = { output }, Attribute = { value } };

    private static void Add(GraphProto graph, string type, string[] inputs, string output, params (string, long[])[] attributes) =>
        graph.Node.Add(ProtoExtensions.Node(type, inputs, output, attributes));

    private static void Integers(GraphProto graph, params (string Name, long[] Values)[] constants) =>
        graph.Initializer.AddRange(constants.Select(c => ProtoExtensions.Tensor(c.Name, c.Values)));

    private static CutPoint Whole(OnnxGraph graph) => new()
    {
        Tensors = [graph.InputName],
        Operator = "input",
        Shapes = [[3, Size, Size]],
        ParametersBelow = 0,
        ParametersAbove = 0,
        MultiplyAddsBelow = 0,
        MultiplyAddsAbove = 0,
        IsDefault = false,
    };

    private OnnxGraph Load(ModelProto model) => OnnxGraph.Load(model.Save(_folder));

    private OnnxGraph Agree(ModelProto model)
    {
        // Relative: sums of a few hundred float32 products in another order, through a few layers.
        const double tolerance = 1e-5;
        var graph = Load(model);
        var images = ImageBatch.Patterns(2, Size);
        var expected = GraphProbe.Floats(graph, [graph.OutputName], images)[graph.OutputName];
        using var none = no_grad();
        using var module = new TrainableGraph(graph, Whole(graph), null, Size);
        using var actual = module.forward(tensor(images.Values, [2, 3, Size, Size]));
        Assert.InRange(Divergence.Of(actual.contiguous().data<float>().ToArray(), expected), 0, tolerance);
        return graph;
    }
}
