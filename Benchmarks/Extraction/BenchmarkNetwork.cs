using Transfer.Models.Onnx;

namespace Transfer.Benchmarks;

/// <summary>A network of the benchmark, written so that all contestants can read it.</summary>
/// <param name="File">Below the folder <c>shared</c> beside the repository; null for the backbone in the box.</param>
/// <param name="Images">How many images take some ten seconds on two cores.</param>
/// <param name="Goal">The share of the bare session's speed that is aimed at.</param>
/// <param name="TwiceMlNet">Whether twice ML.NET's speed is aimed at.</param>
internal sealed record BenchmarkNetwork(string Name, string? File, int Size, string Preprocessing, int Images, double Goal, bool TwiceMlNet)
{
    public const string NetworkFile = "network.onnx";
    public const string BaseFile = "base.onnx";

    /// <summary>The base in float16.</summary>
    public const string HalfBaseFile = "base16.onnx";

    public static IReadOnlyList<BenchmarkNetwork> All { get; } =
    [
        new("VGG16", "models/vgg16.onnx", 150, "caffe", 320, 0.97, true),
        new("ResNet50", "topologies/keras-ResNet50.onnx", 224, "caffe", 400, 0.96, true),
        new("MobileNetV2", "topologies/keras-MobileNetV2.onnx", 224, "tf", 2000, 0.87, false),
        new("efficientnet-lite0", null, 224, "order=RGB,mean=127,std=128", 1500, 0.87, false),
    ];

    public static string Shared(params ReadOnlySpan<string> parts)
    {
        var folder = AppContext.BaseDirectory;
        while (!System.IO.File.Exists(Path.Combine(folder, "Transfer.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("No Transfer.sln above the program.");
        }

        return Path.Combine([Path.GetDirectoryName(folder)!, "shared", .. parts]);
    }

    /// <summary>Writes the network and, as ONNX of its own, its base with average pooling: <c>[N, 3, H, W]</c> to <c>[N, F]</c>.</summary>
    public void Prepare(string folder)
    {
        Directory.CreateDirectory(folder);
        var backbone = File is null ? Backbone.Load() : null;
        var graph = backbone?.Graph ?? OnnxGraph.Load(Shared(File!), randomWeights: 1);
        var cut = CutPoints.Find(graph, Size).Single(c => c.IsDefault);
        var below = graph.Below(cut.Tensors);
        below.Save(Path.Combine(folder, NetworkFile));
        var nodes = below.Model.Graph.Node.Concat(MapPooling.Of(cut, Pooling.Average).Nodes("features"));
        var pooled = below.With(nodes, [ProtoExtensions.FloatValue("features")]);
        // ML.NET does not take an output whose shape it is not told.
        pooled.Model.Graph.Output[0].Type.TensorType.Shape =
            new TensorShapeProto
            {
                Dim = { new TensorShapeProto.Types.Dimension { DimParam = "N" },
            new TensorShapeProto.Types.Dimension { DimValue = cut.Shape[0] } }
            };
        pooled.Save(Path.Combine(folder, BaseFile));
    }
}
