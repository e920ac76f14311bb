using Google.Protobuf;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;

namespace Transfer.Tests.Models;

/// <summary>Networks of opset 1 to 6, most of whose operators ONNX Runtime does not have, compute what they do in opset 7.</summary>
public sealed class OldOpsetTests : IDisposable
{
    private const int Size = 16;
    private const int Channels = 16;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void A_network_computes_what_it_does_in_opset_7(int opset)
    {
        var old = OnnxGraph.Load(Create(opset).Save(_folder, "old.onnx"));
        var today = OnnxGraph.Load(Create(7).Save(_folder, "today.onnx"));
        Assert.Equal(7, old.Opset);
        var images = ImageBatch.Patterns(2, Size);
        var (actual, expected) = (Values(old, images), Values(today, images));
        Assert.All(expected, v => Assert.True(float.IsFinite(v)));
        Assert.Equal(expected, actual);
        Assert.Empty(ModelCheck.Run(old, Size).Faults);
    }

    [Fact]
    public void What_ONNX_Runtime_runs_as_it_is_is_compared_with_the_file()
    {
        var path = TinyModels.Create(opset: 6).Save(_folder);
        Assert.NotEmpty(UntouchedFile.Of(OnnxGraph.Load(path))!.Run(["relu2"], ImageBatch.Patterns(1, 32)));
        Assert.Empty(ModelCheck.Run(OnnxGraph.Load(path), 32).Faults);
    }

    [Theory]
    [InlineData("Upsample", 6)]
    [InlineData("Pad", 1)]
    [InlineData("Cast", 5)]
    [InlineData("Split", 1)]
    [InlineData("Tile", 5)]
    [InlineData("LpPool", 1)]
    [InlineData("Selu", 5)]
    public void Old_forms_of_single_operators_are_those_of_opset_7(string type, int opset)
    {
        var (old, today) = (Single(type, opset), Single(type, 7));
        var images = ImageBatch.Patterns(2, Size);
        var (actual, expected) = (Values(old, images), Values(today, images));
        // Opset 1 has fewer digits of the constants of Selu.
        Assert.InRange(Divergence.Of(actual, expected), 0, type == "Selu" ? 1e-4 : 0);
    }

    [Fact]
    public void A_form_that_cannot_be_written_is_named()
    {
        var path = TinyModels.Create(graph =>
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("gain", new float[Channels], Channels));
            graph.Node.Add(ProtoExtensions.Node("Shape", ["relu2"], "shape"));
            graph.Node.Add(ProtoExtensions.Node("Reshape", ["relu2", "shape"], "same"));
            graph.Node.Add(ProtoExtensions.Node("Mul", ["same", "gain"], "scaled", ("broadcast", [1]), ("axis", [1])));
            graph.Output.Add(ProtoExtensions.FloatValue("scaled"));
        }, opset: 6).Save(_folder);
        Assert.Equal(
            $"'{path}' uses opset 6, and its Mul 'scaled' broadcasts along an axis of a tensor whose number of axes is not known, which "
            + "cannot be written in opset 7. Convert the file (onnx.version_converter) or export it again.",
            Assert.Throws<NotSupportedException>(() => OnnxGraph.Load(path)).Message);
    }

    [Fact]
    public void A_file_without_an_opset_is_refused()
    {
        var model = TinyModels.Create();
        model.OpsetImport.Clear();
        var path = model.Save(_folder);
        Assert.Equal(
            $"'{path}' does not say which opset it uses; expected 1 or newer. Export it again.",
            Assert.Throws<NotSupportedException>(() => OnnxGraph.Load(path)).Message);
    }

    [Fact]
    public void A_network_of_opset_6_is_trained_and_predicts()
    {
        var data = DrawnImages.Folder(_folder, 6, Size);
        var result = TransferLearning.Train(new TrainOptions
        {
            Data = data,
            Run = _folder.File("run"),
            Trainer = new TrainerOptions { Epochs = 3 },
            Features = new FeatureOptions
            {
                Model = Create(6).Save(_folder),
                Preprocessing = "tf",
                Cache = _folder.File("cache"),
            },
        });
        using var classifier = ImageClassifier.Load(result.ModelPath);
        Assert.All(classifier.Predict(data), p => Assert.Null(p.Error));
    }

    private static float[] Values(OnnxGraph graph, ImageBatch images) =>
        GraphProbe.Floats(graph, [graph.OutputName], images)[graph.OutputName];

    private static ModelProto Create(int opset) => TinyModels.Create(graph =>
    {
        var old = opset < 7;
        float[] ramp = [.. Enumerable.Range(1, Channels).Select(i => i / 8f)];
        foreach (var name in new[] { "bias", "gain", "slope", "scale", "shift", "mean", "variance" })
        {
            var isColumn = !old && name is "bias" or "slope";
            long[] shape = isColumn ? [Channels, 1, 1] : [Channels];
            graph.Initializer.Add(ProtoExtensions.Tensor(name, ramp, shape));
        }

        Along(graph, "Add", ["relu2", "bias"], "added", old);
        Add(graph, "BatchNormalization", ["added", "scale", "shift", "mean", "variance"], "normal", old, "is_test");
        Add(graph, "Relu", ["normal"], "relu3", old);
        // The second tensor is computed.
        Add(graph, "Abs", ["gain"], "positive", old);
        if (!old)
        {
            graph.Node.Add(ProtoExtensions.Node("Unsqueeze", ["positive"], "column", ("axes", [1, 2])));
        }

        Along(graph, "Mul", ["relu3", old ? "positive" : "column"], "scaled", old);
        Along(graph, "Sub", ["scaled", "relu2"], "less", false);
        graph.Node.Add(ProtoExtensions.Node("PRelu", ["less", "slope"], "bent"));
        Add(graph, "Dropout", ["bent"], "dropped", false, old ? "is_test" : null);
        graph.Node.Add(ProtoExtensions.Node("Concat", ["dropped", "relu2"], "joined"));
        if (opset >= 4)
        {
            graph.Node[^1].Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 1 });
        }

        graph.Node.Add(ProtoExtensions.Node("MaxPool", ["joined"], "pooled", ("kernel_shape", [4, 4]), ("strides", [4, 4])));
        graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["pooled"], "pool"));
        if (opset < 5)
        {
            graph.Node.Add(ProtoExtensions.Node("Reshape", ["pool"], "flat", ("shape", [0, -1])));
        }
        else
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("row", [0L, -1]));
            graph.Node.Add(ProtoExtensions.Node("Reshape", ["pool", "row"], "flat"));
        }

        TinyModels.AddGemm(graph, "flat", "logits", 2 * Channels, 10);
        graph.Initializer.Add(ProtoExtensions.Tensor("logits_b", ramp.AsSpan(0, 10), 10));
        graph.Node[^1].Input.Add("logits_b");
        if (old)
        {
            graph.Node[^1].Attribute.Add(new AttributeProto { Name = "broadcast", Type = AttributeType.Int, I = 1 });
        }

        graph.Output.Add(ProtoExtensions.FloatValue("logits"));
    }, Size, "N", opset);

    /// <summary>A node whose second tensor begins at the channels.</summary>
    private static void Along(GraphProto graph, string type, string[] inputs, string output, bool old)
    {
        var node = ProtoExtensions.Node(type, inputs, output);
        if (old)
        {
            node.Attribute.Add(new AttributeProto { Name = "broadcast", Type = AttributeType.Int, I = 1 });
            node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 1 });
        }

        graph.Node.Add(node);
    }

    private static void Add(GraphProto graph, string type, string[] inputs, string output, bool consumes, string? flag = null)
    {
        var node = ProtoExtensions.Node(type, inputs, output);
        if (consumes)
        {
            node.Attribute.Add(new AttributeProto { Name = "consumed_inputs", Type = AttributeType.Ints, Ints = { 0 } });
        }

        if (consumes || type == "Dropout")
        {
            node.Attribute.AddRange(flag is null ? [] : [new AttributeProto { Name = flag, Type = AttributeType.Int, I = 1 }]);
        }

        graph.Node.Add(node);
    }

    private OnnxGraph Single(string type, int opset) => OnnxGraph.Load(TinyModels.Create(graph =>
    {
        var (old, node) = (opset < 7, ProtoExtensions.Node(type, ["relu2"], "result"));
        switch (type)
        {
            case "Upsample" when old:
                node.Attribute.AddRange([Float("height_scale", 2), Float("width_scale", 3), Text("mode", "bilinear")]);
                break;
            case "Upsample":
                node.Attribute.AddRange([Floats("scales", 1, 1, 2, 3), Text("mode", "linear")]);
                break;
            case "Pad":
                node.Attribute.Add(new AttributeProto
                {
                    Name = old ? "paddings" : "pads",
                    Type = AttributeType.Ints,
                    Ints = { 0, 0, 1, 2, 0, 0, 2, 1 },
                });
                break;
            case "Cast":
                node.Attribute.Add(old ? Text("to", "FLOAT") : new AttributeProto { Name = "to", Type = AttributeType.Int, I = 1 });
                break;
            case "Split" when old:
                graph.Initializer.Add(ProtoExtensions.Tensor("parts", [4f, 12], 2));
                node.Input.Add("parts");
                break;
            case "Split":
                node.Attribute.Add(new AttributeProto { Name = "split", Type = AttributeType.Ints, Ints = { 4, 12 } });
                break;
            case "Tile" when old:
                graph.Initializer.AddRange([ProtoExtensions.Tensor("times", [2f], 1), ProtoExtensions.Tensor("along", [3f], 1)]);
                node.Input.AddRange(["times", "along"]);
                break;
            case "Tile":
                graph.Initializer.Add(ProtoExtensions.Tensor("repeats", [1L, 1, 1, 2]));
                node.Input.Add("repeats");
                break;
            case "LpPool":
                node.Attribute.Add(new AttributeProto { Name = "kernel_shape", Type = AttributeType.Ints, Ints = { 2, 2 } });
                node.Attribute.Add(old ? Float("p", 3) : new AttributeProto { Name = "p", Type = AttributeType.Int, I = 3 });
                break;
        }

        if (type == "Split")
        {
            node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 1 });
            node.Output.Add("rest");
        }

        graph.Node.Add(node);
        graph.Output.Add(ProtoExtensions.FloatValue("result"));
    }, Size, "N", opset).Save(_folder, $"{type}-{opset}.onnx"));

    private static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    private static AttributeProto Floats(string name, params float[] values) =>
        new() { Name = name, Type = AttributeType.Floats, Floats = { values } };

    private static AttributeProto Text(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };
}
