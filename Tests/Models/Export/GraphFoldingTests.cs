using TorchSharp;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Tests.Models.Export;

/// <summary>Batch normalization goes into the convolution before it, in the exported file alone.</summary>
public sealed class GraphFoldingTests : IDisposable
{
    private const float Tolerance = 1e-5f;
    private const int Size = 16;
    private const int Channels = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_exported_file_has_no_normalization_and_the_base_keeps_its_own()
    {
        var graph = OnnxGraph.Load(Network().Save(_folder));
        using var convBase = new ConvBase(graph, CutPoints.Find(graph).Single(c => c.IsDefault), Size, Pooling.Average, Device.Cpu);
        using var head = new Head(
            new FeatureScaling(new float[Channels], [.. Enumerable.Repeat(1f, Channels)]), 3, new HeadOptions(), seed: 1);
        var metadata = new ModelMetadata
        {
            Classes = ["a", "b", "c"],
            Preprocessing = "order=RGB,mean=127,std=128",
            ImageSize = Size,
            Targets = TargetKind.Classes,
            OutputActivation = head.OutputActivation,
            Origin = "test",
        };
        var before = convBase.Below.ComputeHash();
        var path = _folder.File("model.onnx");
        OnnxExporter.Export(convBase.Below, convBase.Pooling, head, metadata, null).Save(path);
        var written = ModelReader.Read(path).Graph;
        Assert.DoesNotContain(written.Node, n => n.OpType is "BatchNormalization" or "Identity");
        Assert.Equal(before, convBase.Below.ComputeHash());
        Assert.Contains(convBase.Below.Model.Graph.Node, n => n.OpType == "BatchNormalization");

        using var model = ExportedModel.Load(path, Device.Cpu);
        var images = ImageBatch.Patterns(2, Size);
        var features = new float[2 * Channels];
        convBase.Run(images.Values, 2, features);
        var outputs = model.Predict(images.Values, 2);
        Assert.InRange(ExportCheck.Images(outputs, Outputs(head, features), ["first", "second"], metadata, _ => ""), 0, Tolerance);
    }

    [Fact]
    public void What_a_second_node_reads_or_has_another_type_stays()
    {
        var read = Network();
        read.Graph.Node.Add(ProtoExtensions.Node("Add", ["normal", "conv3"], "sum"));
        read.Graph.Output[0] = ProtoExtensions.FloatValue("sum");
        GraphFolding.Fold(read.Graph);
        Assert.Contains(read.Graph.Node, n => n.OpType == "BatchNormalization");
        var half = StoredWeights.Float16Inside(Network());
        GraphFolding.Fold(half.Graph);
        Assert.Contains(half.Graph.Node, n => n.OpType == "BatchNormalization");
    }

    private static ModelProto Network() => TinyModels.Create(graph =>
    {
        TinyModels.AddConv(graph, "relu2", "conv3", 16, Channels, 3);
        foreach (var (name, value) in new[] { ("scale", 1.5f), ("shift", 0.1f), ("mean", 0.2f), ("variance", 2f) })
        {
            float[] values = [.. Enumerable.Range(0, Channels).Select(i => value + (0.1f * i))];
            graph.Initializer.Add(ProtoExtensions.Tensor(name, values, Channels));
        }

        graph.Node.Add(ProtoExtensions.Node("BatchNormalization", ["conv3", "scale", "shift", "mean", "variance"], "normal"));
        graph.Output.Add(ProtoExtensions.FloatValue("normal"));
    }, Size, "N");

    private static float[] Outputs(Head head, float[] features)
    {
        head.eval();
        using var scope = torch.NewDisposeScope();
        using var none = torch.no_grad();
        var logits = head.forward(torch.tensor(features, [features.Length / Channels, Channels]));
        return OutputActivations.Activate(head.OutputActivation, logits).data<float>().ToArray();
    }
}
