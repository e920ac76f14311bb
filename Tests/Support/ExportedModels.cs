using Transfer.Models.Onnx;

namespace Transfer.Tests.Support;

/// <summary>Small exported files with random weights.</summary>
internal static class ExportedModels
{
    public const int ImageSize = 32;
    public const int Features = 6;

    private static readonly HeadOptions Layers = new() { Layers = "dense:8,relu" };

    /// <summary>Writes a model of images of two classes.</summary>
    /// <param name="path">Where.</param>
    /// <param name="network">The base; null for the smallest.</param>
    /// <param name="preparation">What it does with decoded images; null for one that takes tensors.</param>
    /// <param name="targets">What its two outputs are.</param>
    /// <returns>The path.</returns>
    public static string OfImages(
        string path, ModelProto? network = null, ImagePreparation? preparation = null, TargetKind targets = TargetKind.Classes)
    {
        using var folder = new TemporaryFolder();
        using var convBase = Base(folder, network);
        var activation = targets == TargetKind.Values ? OutputActivation.Linear : OutputActivation.Sigmoid;
        using var head = new Head(
            Scaling(convBase.FeatureLength), activation, targets == TargetKind.Classes ? 1 : 2, Layers, seed: 3);
        var metadata = Metadata(head, ["blue", "red"], ImageSize) with { Targets = targets };
        OnnxExporter.Export(convBase.Below, convBase.Pooling, head, metadata, preparation).Save(path);
        return path;
    }

    /// <summary>Writes a model of rows of three classes.</summary>
    /// <returns>The path.</returns>
    public static string OfRows(string path)
    {
        using var head = new Head(Scaling(Features), 3, Layers, seed: 3);
        OnnxExporter.ExportTable(head, Metadata(head, ["a", "b", "c"], 0) with { Features = Features }).Save(path);
        return path;
    }

    /// <summary>The base of <see cref="OfImages"/>.</summary>
    public static ConvBase Base(TemporaryFolder folder, ModelProto? network = null)
    {
        var graph = OnnxGraph.Load((network ?? TinyModels.Create()).Save(folder));
        return new ConvBase(graph, CutPoints.Find(graph).Single(c => c.IsDefault), ImageSize, Pooling.Average, Device.Cpu);
    }

    private static FeatureScaling Scaling(int features) => new(new float[features], [.. Enumerable.Repeat(1f, features)]);

    private static ModelMetadata Metadata(Head head, string[] classes, int imageSize) => new()
    {
        Classes = classes,
        Preprocessing = "order=RGB,mean=127,std=128",
        ImageSize = imageSize,
        Targets = TargetKind.Classes,
        OutputActivation = head.OutputActivation,
        Origin = "test",
    };
}
