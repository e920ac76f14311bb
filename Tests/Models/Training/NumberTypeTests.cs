using System.Runtime.InteropServices;
using Google.Protobuf;
using TorchSharp;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Tests.Models;

/// <summary>
/// Networks that store or compute in other numbers than float32: above a cut they train in float32, and what is exported agrees.
/// </summary>
public sealed class NumberTypeTests : IDisposable
{
    private const int Size = 32;
    private const double Tolerance = 1e-4;

    private static readonly Dictionary<string, Func<ModelProto, ModelProto>> Copies = new()
    {
        ["float16 weights"] = StoredWeights.AsFloat16,
        ["float16 inside"] = StoredWeights.Float16Inside,
        ["int8 weights"] = StoredWeights.AsInt8,
    };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. Copies.Keys];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("03_fp16_weights_cast", 10)]
    [InlineData("04_fp16_inside", 10)]
    [InlineData("05_qdq", 4)]
    [InlineData("05c_int8_weights_only", 10)]
    [InlineData("21_fp16_scale_from_shape", 15)]
    [InlineData("41_uint8_buffer", 9)]
    public void Files_of_exporters_train_above_every_cut(string name, int fewestCuts) =>
        Assert.InRange(AgreeAboveEveryCut(OnnxGraph.Load(Repository.Shared("cases", "onnx", name + ".onnx"))), fewestCuts, 40);

    [Theory]
    [MemberData(nameof(Names))]
    public void Copies_of_a_network_train_above_every_cut(string copy) => AgreeAboveEveryCut(Load(Copies[copy](Classifier())));

    [Theory]
    [MemberData(nameof(Names))]
    public void Copies_can_be_trained_from_scratch(string copy)
    {
        var scratch = Load(Copies[copy](Classifier())).WithRandomWeights(1);
        Assert.All(scratch.Model.Graph.Initializer, t => Assert.True((DataType)t.DataType is DataType.Float or DataType.Int64, t.Name));
        AgreeAboveEveryCut(scratch);
    }

    [Fact]
    public void A_network_that_is_float32_at_the_cut_and_above_it_stays_as_it_is()
    {
        var graph = Load(TinyModels.Create(g =>
        {
            g.Node.Add(ProtoExtensions.Node("Cast", ["relu2"], "half", ("to", [(long)DataType.Float16])));
            g.Node.Add(ProtoExtensions.Node("Abs", ["half"], "absolute"));
            g.Node.Add(ProtoExtensions.Node("Cast", ["absolute"], "whole", ("to", [(long)DataType.Float])));
            TinyModels.AddConv(g, "whole", "conv3", 16, 16, 3);
            TinyModels.AddConv(g, "conv3", "conv4", 16, 16, 3);
            g.Output.Add(ProtoExtensions.FloatValue("conv4"));
        }, batch: "N"));
        Assert.Same(graph, Float32Form.Above(graph, ["conv3"], "conv4").Graph);
        Assert.NotSame(graph, Float32Form.Above(graph, ["absolute"], "conv4").Graph);
    }

    [Fact]
    public void Doubles_become_float32_above_the_cut_and_stay_below_it()
    {
        var model = TinyModels.Create(graph =>
        {
            var (numbers, square) = (new double[16 * 16], Math.Sqrt(Size));
            numbers.AsSpan().Fill(1 / square);
            graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu2"], "pool"));
            graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat"));
            graph.Node.Add(ProtoExtensions.Node("Cast", ["flat"], "double", ("to", [(long)DataType.Double])));
            graph.Initializer.Add(Stored("w", DataType.Double, MemoryMarshal.AsBytes(numbers.AsSpan()), 16, 16));
            graph.Node.Add(ProtoExtensions.Node("MatMul", ["double", "w"], "product"));
            graph.Node.Add(ProtoExtensions.Node("MatMul", ["product", "w"], "logits"));
            graph.Output.Add(ProtoExtensions.FloatValue("logits"));
            graph.Output[0].Type.TensorType.ElemType = (int)DataType.Double;
        });
        var graph = Load(model);
        AgreeAboveEveryCut(graph);
        var cut = CutPoints.Find(graph).Single(c => c.Name == "product");
        using var trained = new TrainableGraph(graph, cut, null, Size);
        var types = trained.ToGraph().Model.Graph.Initializer.ToDictionary(t => t.Name, t => (DataType)t.DataType);
        Assert.Equal(DataType.Double, types["w"]);
        Assert.Equal(DataType.Float, types["w/float32"]);
    }

    [Fact]
    public void Integers_that_a_product_with_a_scale_makes_a_kernel_are_trained_as_this_kernel()
    {
        var model = TinyModels.Create(graph =>
        {
            var numbers = Enumerable.Range(0, 16 * 16).Select(i => (byte)(i * 37)).ToArray();
            graph.Initializer.Add(Stored("stored", DataType.Int8, numbers, 16, 16, 1, 1));
            graph.Initializer.Add(ProtoExtensions.Tensor("scale", [.. Enumerable.Range(1, 16).Select(i => i / 2000f)], 16, 1, 1, 1));
            graph.Node.Add(ProtoExtensions.Node("Cast", ["stored"], "cast", ("to", [(long)DataType.Float])));
            graph.Node.Add(ProtoExtensions.Node("Mul", ["cast", "scale"], "kernel"));
            graph.Node.Add(ProtoExtensions.Node("Conv", ["relu2", "kernel"], "conv3"));
            graph.Output.Add(ProtoExtensions.FloatValue("conv3"));
        });
        var graph = Load(model);
        using var trained = new TrainableGraph(graph, CutPoints.Find(graph).Single(c => c.Name == "relu2"), null, Size);
        Assert.Equal(["kernel"], trained.Weights.Keys);
        AgreeAboveEveryCut(graph);
    }

    [Fact]
    public void Initializers_that_nothing_reads_do_not_matter()
    {
        var model = Classifier();
        model.Graph.Initializer.Add(Stored("unread_uint8", DataType.Uint8, [1, 2, 3], 3));
        model.Graph.Initializer.Add(Stored("unread_int4", DataType.Int4, [1, 2], 3));
        model.Graph.Initializer.Add(Stored("unread_complex", DataType.Complex64, new byte[8], 1));
        var text = ByteString.CopyFromUtf8("cat");
        const int type = (int)DataType.String;
        model.Graph.Initializer.Add(new TensorProto { Name = "names", DataType = type, Dims = { 1 }, StringData = { text } });
        var graph = Load(model);
        AgreeAboveEveryCut(graph);
        Assert.True(ModelCheck.Run(graph, Size).Passed);
    }

    [Fact]
    public void Indices_are_no_weights_however_many()
    {
        const int count = 70_000;
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("rows", [-1L, 16 * Size * Size]));
            var index = Enumerable.Range(0, count).Select(i => i * 31L % (16 * Size * Size)).ToArray();
            graph.Initializer.Add(ProtoExtensions.Tensor("index", index));
            graph.Node.Add(ProtoExtensions.Node("Reshape", ["relu2", "rows"], "flat"));
            graph.Node.Add(ProtoExtensions.Node("Gather", ["flat", "index"], "gathered", ("axis", [1])));
            graph.Output.Add(ProtoExtensions.FloatValue("gathered"));
        });
        AgreeAboveEveryCut(Load(model));
    }

    private static ModelProto Classifier() => TinyModels.Create(graph =>
    {
        TinyModels.AddConv(graph, "relu2", "conv3", 16, 16, 3);
        graph.Node.Add(ProtoExtensions.Node("Relu", ["conv3"], "relu3"));
        graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["relu3"], "pool"));
        graph.Node.Add(ProtoExtensions.Node("Flatten", ["pool"], "flat", ("axis", [1])));
        TinyModels.AddGemm(graph, "flat", "logits", 16, 10);
        graph.Output.Add(ProtoExtensions.FloatValue("logits"));
    });

    private static TensorProto Stored(string name, DataType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> dims) =>
        new() { Name = name, DataType = (int)type, Dims = { dims.ToArray() }, RawData = ByteString.CopyFrom(bytes) };

    private OnnxGraph Load(ModelProto model) => OnnxGraph.Load(model.Save(_folder));

    /// <summary>Changes the weights above each cut a little; TorchSharp and the export must agree.</summary>
    /// <returns>The number of cuts above which everything can be trained.</returns>
    private static int AgreeAboveEveryCut(OnnxGraph graph)
    {
        var images = ImageBatch.Patterns(2, Size);
        var cuts = CutPoints.Find(graph).Where(c => !c.Tensors.Contains(graph.OutputName)).ToList();
        var statics = GraphPart.Fold(graph, graph.OutputName, Size);
        var parts = cuts.ConvertAll(c => GraphPart.Between(graph, c.Tensors, graph.OutputName, statics));
        foreach (var (cut, part) in cuts.Zip(parts).Where(p => TrainableGraph.Unsupported(p.Second).Count == 0))
        {
            using var scope = torch.NewDisposeScope();
            using var none = torch.no_grad();
            using var trained = new TrainableGraph(part, cut);
            foreach (var weight in trained.parameters())
            {
                weight.copy_(weight.Times(1.013));
            }

            var entering = cut.Tensors.Select(t => torch.tensor(part.Measure(images)[t]).reshape(2, -1)).ToList();
            var computed = trained.forward(torch.cat(entering, 1)).contiguous().data<float>().ToArray();
            var exported = GraphProbe.Floats(trained.ToGraph(), [graph.OutputName], images)[graph.OutputName];
            Assert.True(Divergence.Of(computed, exported) < Tolerance, $"{cut.Name}: {Divergence.Of(computed, exported):G3}");
        }

        return parts.Count(p => TrainableGraph.Unsupported(p).Count == 0);
    }
}
