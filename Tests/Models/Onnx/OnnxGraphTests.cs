using Google.Protobuf;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

public sealed class OnnxGraphTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Unknown_fields_survive_a_round_trip()
    {
        // Field 6 (doc_string) of a node and field 20 (training_info) of a model are not in our proto.
        byte[] docString = [0x32, 0x02, (byte)'h', (byte)'i'];
        byte[] training = [0xA2, 0x01, 0x00];
        var model = TinyModels.Create();
        model.Graph.Node[0] = NodeProto.Parser.ParseFrom([.. model.Graph.Node[0].ToByteArray(), .. docString]);
        var path = _folder.Write("in.onnx", [.. model.ToByteArray(), .. training]);

        OnnxGraph.Load(path).Save(_folder.File("out.onnx"));

        var saved = File.ReadAllBytes(_folder.File("out.onnx"));
        Assert.True(saved.AsSpan().IndexOf(docString) > 0);
        Assert.True(saved.AsSpan().IndexOf(training) > 0);
    }

    [Fact]
    public void A_file_of_150_megabytes_is_loaded_and_saved()
    {
        // Readers of protobuf once refused more than 64 MB.
        var values = new byte[16_384L * 2_300 * 4];
        values[^1] = 1;
        var model = TinyModels.Create(graph =>
        {
            graph.Node.Add(ProtoExtensions.Node("Flatten", ["relu2"], "flat", ("axis", [1])));
            var large = new TensorProto { Name = "large_w", DataType = 1, RawData = UnsafeByteOperations.UnsafeWrap(values) };
            large.Dims.AddRange([16_384, 2_300]);
            graph.Initializer.Add(large);
            graph.Node.Add(ProtoExtensions.Node("Gemm", ["flat", "large_w"], "logits"));
            graph.Output.Add(ProtoExtensions.FloatValue("logits"));
        });
        var (first, second) = (_folder.File("large.onnx"), _folder.File("again.onnx"));
        using (var stream = File.Create(first))
        {
            model.WriteTo(stream);
        }

        OnnxGraph.Load(first).Save(second);

        var again = OnnxGraph.Load(second);
        Assert.True(again.Model.Graph.Initializer.Single(t => t.Name == "large_w").RawData.Span.SequenceEqual(values));
        Assert.Equal(OnnxGraph.Load(first).Model.Graph.Node, again.Model.Graph.Node);
    }

    [Fact]
    public void Old_dialect_becomes_the_new_one()
    {
        var model = TinyModels.Create(graph =>
        {
            var dropout = ProtoExtensions.Node("Dropout", ["relu2"], "dropped");
            dropout.Output.Add("mask");
            graph.Node.Add(dropout);
            graph.Node.Add(ProtoExtensions.Node("Identity", ["dropped"], "same"));
            graph.Node.Add(ProtoExtensions.Node("GlobalAveragePool", ["same"], "pool"));
            graph.Initializer.Add(ProtoExtensions.Tensor("shape", [1L, 16L]));
            graph.Node.Add(ProtoExtensions.Node("Reshape", ["pool", "shape"], "flat"));
            graph.Output.Add(ProtoExtensions.FloatValue("flat", 1, 16));
        }, opset: 9);
        model.IrVersion = 3;
        model.Graph.Input.AddRange(model.Graph.Initializer.Select(t => ProtoExtensions.FloatValue(t.Name)));

        var graph = OnnxGraph.Load(model.Save(_folder));

        Assert.Equal(["images"], graph.Model.Graph.Input.Select(i => i.Name));
        Assert.DoesNotContain(graph.Model.Graph.Node, n => n.OpType is "Dropout" or "Identity");
        var reshape = graph.Model.Graph.Node.Single(n => n.OpType == "Reshape");
        Assert.Equal([-1, 16], graph.Model.Graph.Initializer.Single(t => t.Name == reshape.Input[1]).ToInt64());
        Assert.True(graph.HadFixedBatch);
        Assert.Equal(4, graph.Model.IrVersion);
    }

    [Fact]
    public void Channels_last_input_works_like_channels_first()
    {
        var model = TinyModels.Create();
        model.Graph.Input[0] = ProtoExtensions.FloatValue("nhwc", "N", 32, 32, 3);
        model.Graph.Node.Insert(0, ProtoExtensions.Node("Transpose", ["nhwc"], "images", ("perm", [0, 3, 1, 2])));
        var plain = OnnxGraph.Load(TinyModels.Create(batch: "N").Save(_folder, "nchw.onnx"));
        var turned = OnnxGraph.Load(model.Save(_folder, "nhwc.onnx"));
        var images = Enumerable.Range(0, 3 * 32 * 32).Select(i => (i % 97) / 50f).ToArray();

        Assert.Equal(Features(plain, images), Features(turned, images));
    }

    [Fact]
    public void Equal_computations_have_equal_hashes_and_others_do_not()
    {
        var first = OnnxGraph.Load(TinyModels.Create().Save(_folder, "a.onnx")).Below("relu1").ComputeHash();
        var shorter = TinyModels.Create(g => g.Output.Add(ProtoExtensions.FloatValue("conv2")));
        var again = OnnxGraph.Load(shorter.Save(_folder, "b.onnx")).Below("relu1").ComputeHash();
        var model = TinyModels.Create();
        model.Graph.Initializer[0].RawData = ByteString.CopyFrom([.. model.Graph.Initializer[0].RawData.ToByteArray()[..^1], 7]);
        var other = OnnxGraph.Load(model.Save(_folder, "c.onnx")).Below("relu1").ComputeHash();

        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
    }

    [Fact]
    public void A_batch_gives_what_single_images_give_in_the_oldest_dialect()
    {
        // ConvBase proves it on loading; this asks for the whole chain, images of another kind, and a named tolerance.
        const float tolerance = 1e-5f;
        var backbone = Backbone.Load(Repository.Shared("models", "squeezenet1.1-9.onnx"));
        var cut = CutPoints.Find(backbone.Graph).Last(c => c.Name == "flat");
        using var convBase = new ConvBase(backbone.Graph, cut, 224, Pooling.None, Device.Cpu);
        var images = Enumerable.Range(0, 2 * 3 * 224 * 224).Select(i => (float)((i * 7919L) % 255) - 120).ToArray();
        var together = new float[2 * 1000];
        var alone = new float[1000];
        convBase.Run(images, 2, together);
        convBase.Run(images.AsMemory(3 * 224 * 224), 1, alone);
        var scale = alone.Max(Math.Abs);
        for (var i = 0; i < alone.Length; i++)
        {
            Assert.Equal(alone[i], together[1000 + i], tolerance * scale);
        }
    }

    private static float[] Features(OnnxGraph graph, float[] images)
    {
        using var convBase = new ConvBase(graph, CutPoints.Find(graph).Single(c => c.IsDefault), 32, Pooling.Average, Device.Cpu);
        var features = new float[convBase.FeatureLength];
        convBase.Run(images, 1, features);
        return features;
    }
}
