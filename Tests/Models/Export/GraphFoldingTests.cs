using SkiaSharp;
using Transfer.Models.Onnx;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models.Export;

/// <summary>Batch normalization goes into the convolution before it where that is right.</summary>
public sealed class GraphFoldingTests : IDisposable
{
    private const int Size = 16;
    private const int Channels = 8;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_a_second_node_reads_or_has_another_type_stays()
    {
        var plain = Network();
        GraphFolding.Fold(plain.Graph);
        Assert.DoesNotContain(plain.Graph.Node, n => n.OpType == "BatchNormalization");
        var read = Network();
        read.Graph.Node.Add(ProtoExtensions.Node("Add", ["normal", "conv3"], "sum"));
        read.Graph.Output[0] = ProtoExtensions.FloatValue("sum");
        GraphFolding.Fold(read.Graph);
        Assert.Contains(read.Graph.Node, n => n.OpType == "BatchNormalization");
        var half = StoredWeights.Float16Inside(Network());
        GraphFolding.Fold(half.Graph);
        Assert.Contains(half.Graph.Node, n => n.OpType == "BatchNormalization");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_file_that_is_exported_elsewhere_is_folded_and_gives_the_same_and_that_of_the_run_stays(bool isTuned)
    {
        foreach (var (name, level) in new[] { ("dark", 40), ("light", 200) })
        {
            for (var i = 0; i < 8; i++)
            {
                _folder.Write($"data/train/{name}/{i}.png", Plain(level + i));
                _folder.Write($"data/validation/{name}/{i}.png", Plain(level + i + 8));
            }
        }

        var run = Train();
        run = isTuned ? Tune(run) : run;
        var copy = TransferLearning.Export(new ExportOptions { Run = run, Output = _folder.File("copy.onnx"), CheckedImages = 16 });
        var (own, folded) = (ModelReader.Read(Path.Combine(run, "model.onnx")), ModelReader.Read(copy));
        Assert.Contains(own.Graph.Node, n => n.OpType == "BatchNormalization");
        Assert.DoesNotContain(folded.Graph.Node, n => n.OpType == "BatchNormalization");
        Assert.DoesNotContain(folded.Graph.Initializer, t => t.Name is "variance" or "mean");
        Assert.True(new FileInfo(copy).Length < new FileInfo(Path.Combine(run, "model.onnx")).Length);
        // The backbone is gone, and the run is opened from its own file.
        File.Delete(_folder.File("network.onnx"));
        TransferLearning.Export(new ExportOptions { Run = run, Output = _folder.File("again.onnx") });
        Assert.Equal(File.ReadAllBytes(copy), File.ReadAllBytes(_folder.File("again.onnx")));
    }

    private static byte[] Plain(int level) => ImageFactory.Encode(
        Size, Size, (_, _) => new SKColor((byte)level, (byte)level, (byte)level), SKEncodedImageFormat.Png);

    private string Train() => TransferLearning.Train(new TrainOptions
    {
        Data = _folder.File("data"),
        Features = new FeatureOptions
        {
            Model = Network().Save(_folder, "network.onnx"),
            ImageSize = Size,
            Preprocessing = "tf",
            Cache = _folder.File("cache"),
        },
        Head = new HeadOptions { Layers = "dense:8,relu" },
        Trainer = new TrainerOptions { Epochs = 2 },
        Run = _folder.File("run"),
    }).Run.Path;

    private string Tune(string run) => FineTuning.Run(new FineTuneOptions
    {
        From = run,
        Unfreeze = "conv3",
        Trainer = new TrainerOptions { Epochs = 1, LearningRate = 1e-3 },
        Run = _folder.File("tuned"),
    }).Run.Path;

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
}
