using Transfer.Models.Onnx;

namespace Transfer.Models.Training;

/// <summary>The role of initializers, which follows from the nodes that read them.</summary>
internal static class WeightRoles
{
    private const int BatchNormalizationMean = 3;

    /// <summary>Kernels, biases, scales and shifts of layers: weights even where they are a single value.</summary>
    public static IEnumerable<string> Always(IEnumerable<NodeProto> nodes) => nodes
        .Where(n => n.IsStandard() && n.OpType is "Conv" or "ConvTranspose" or "Gemm" or "BatchNormalization" or "InstanceNormalization"
            or "LayerNormalization" or "GroupNormalization" or "PRelu")
        .SelectMany(n => n.Input.Skip(1));

    /// <summary>Lists of floats that are settings.</summary>
    public static HashSet<string> Settings(IEnumerable<NodeProto> nodes) => nodes
        .Where(n => n.IsStandard() && n.OpType is "Resize" or "Upsample")
        .SelectMany(n => n.Input.Skip(1)).Where(i => i.Length > 0).ToHashSet();

    /// <summary>
    /// Weights that are never trained: the statistics of BatchNormalization, also where an exporter has written them as a subtraction or
    /// division.
    /// </summary>
    public static IEnumerable<string> Frozen(IEnumerable<NodeProto> nodes) => nodes.SelectMany(n => n.OpType switch
    {
        "BatchNormalization" => n.Input.Skip(BatchNormalizationMean),
        "Sub" or "Div" => n.Input.Skip(1),
        _ => [],
    });
}
