using Transfer.Models.Onnx;

namespace Transfer.Models.Training;

/// <summary>
/// The role of initializers, which follows from the nodes that read them: weights are trained; statistics, masks, tables and constants are
/// not.
/// </summary>
internal static class WeightRoles
{
    private const int BatchNormalizationMean = 3;

    // Where an operator reads weights. Of others that read an initializer, it is a setting.
    private static readonly Dictionary<string, int[]> WeightInputs = new()
    {
        ["Attention"] = [1, 2],
        ["BatchNormalization"] = [1, 2],
        ["BiasGelu"] = [1],
        ["Conv"] = [1, 2],
        ["ConvTranspose"] = [1, 2],
        ["DequantizeLinear"] = [0],
        ["FastGelu"] = [1],
        ["FusedConv"] = [1, 2],
        ["FusedGemm"] = [0, 1, 2],
        ["FusedMatMul"] = [0, 1],
        ["Gather"] = [0],
        ["Gemm"] = [0, 1, 2],
        ["GroupNormalization"] = [1, 2],
        ["InstanceNormalization"] = [1, 2],
        ["LayerNormalization"] = [1, 2],
        ["MatMul"] = [0, 1],
        ["MultiHeadAttention"] = [3],
        ["PRelu"] = [1],
        ["RMSNormalization"] = [1],
        ["SimplifiedLayerNormalization"] = [1],
        ["SkipLayerNormalization"] = [2, 3, 4],
        ["SkipSimplifiedLayerNormalization"] = [2, 3],
    };

    /// <summary>Kernels, biases, scales and shifts of layers: weights even where they are a single value.</summary>
    public static IEnumerable<string> Always(IEnumerable<NodeProto> nodes) => nodes
        .Where(n => n.IsStandard() && n.OpType is "Conv" or "ConvTranspose" or "Gemm" or "BatchNormalization" or "InstanceNormalization"
            or "LayerNormalization" or "GroupNormalization" or "PRelu")
        .SelectMany(n => n.Input.Skip(1));

    /// <summary>Lists of floats that are settings.</summary>
    public static HashSet<string> Settings(IEnumerable<NodeProto> nodes) => nodes
        .Where(n => n.IsStandard() && n.OpType is "Resize" or "Upsample")
        .SelectMany(n => n.Input.Skip(1)).Where(i => i.Length > 0).ToHashSet();

    /// <summary>The statistics of BatchNormalization, also where an exporter has written them as a subtraction or division.</summary>
    public static IEnumerable<string> Statistics(IEnumerable<NodeProto> nodes) => nodes.SelectMany(n => n.OpType switch
    {
        "BatchNormalization" => n.Input.Skip(BatchNormalizationMean),
        "Sub" or "Div" => n.Input.Skip(1),
        _ => [],
    });

    /// <summary>Initializers that are never trained: statistics, masks, tables of positions and other constants.</summary>
    /// <param name="nodes">The nodes of a part, in order.</param>
    /// <param name="inputs">The activations that enter the part.</param>
    /// <param name="weights">The float initializers that the nodes read.</param>
    /// <param name="images">
    /// Images on their way to the first layer: what a file adds to them and multiplies them by is preprocessing.
    /// </param>
    public static HashSet<string> Frozen(
        IReadOnlyList<NodeProto> nodes, IEnumerable<string> inputs, IReadOnlyCollection<TensorProto> weights, IReadOnlySet<string> images)
    {
        var stored = weights.ToDictionary(t => t.Name);
        var activations = inputs.ToHashSet();
        foreach (var node in nodes.Where(n => n.Reads().Any(activations.Contains)))
        {
            activations.UnionWith(node.Output);
        }

        var trained = new HashSet<string>();
        foreach (var node in nodes.Reverse())
        {
            // Nodes of initializers alone, such as the standardisation of kernels, pass on what becomes of their result.
            var isReached = activations.Overlaps(node.Output) ? (bool?)null : trained.Overlaps(node.Output);
            trained.UnionWith(node.Input.Where((input, i) => input.Length > 0 && !activations.Contains(input)
                && (isReached ?? IsWeight(node, i, stored.GetValueOrDefault(input), images))
                && !(isReached == true && IsConstant(node, i, stored.GetValueOrDefault(input)))
                && !IsConstantOfNormalization(node, i, nodes, stored, isReached == true)));
        }

        return [.. stored.Keys.Except(trained), .. Statistics(nodes).Where(stored.ContainsKey)];
    }

    /// <summary>Images and what preprocessing inside the file makes of them.</summary>
    public static HashSet<string> Images(IEnumerable<NodeProto> nodes, string input)
    {
        var images = new HashSet<string> { input };
        foreach (var node in nodes.Where(n => n.OpType is "Add" or "Cast" or "Clip" or "Div" or "Mul" or "Round" or "Sub" or "Transpose"
            && n.Input.Any(images.Contains)))
        {
            images.UnionWith(node.Output);
        }

        return images;
    }

    /// <summary>Whether an input that meets an activation is a weight.</summary>
    /// <param name="stored">The initializer; null for what nodes make of initializers.</param>
    private static bool IsWeight(NodeProto node, int index, TensorProto? stored, IReadOnlySet<string> images) => node.OpType switch
    {
        // Queries, keys, values and a mask.
        "Attention" when node.IsStandard() => false,
        "Einsum" => true,
        // A class token; zeros and coordinates beside a feature map are constants.
        "Concat" => stored is null or { Dims.Count: <= 3 },
        // Layer scales; a whole table would be a mask or the cosines of rotated positions.
        "Mul" => !node.Input.Any(images.Contains) && (stored is null || IsVector(stored)),
        // Biases and learnt positions.
        "Add" or "Sum" => !node.Input.Any(images.Contains)
            && (stored is null || IsVector(stored) || !(WeightValues.IsMask(stored) || WeightValues.AreSinusoids(stored))),
        "Expand" => index == 0,
        _ => WeightInputs.TryGetValue(node.OpType, out var indices) && indices.Contains(index),
    };

    /// <summary>Whether a node of initializers alone does not pass its role on to an input.</summary>
    private static bool IsConstant(NodeProto node, int index, TensorProto? stored) => node.OpType switch
    {
        "Cos" or "Sin" => true,
        "Sub" or "Div" => index > 0 && stored is not null,
        _ => false,
    };

    /// <summary>
    /// Whether a scale and a shift are the ones and zeros that an exporter puts in: it writes GroupNorm as InstanceNormalization between
    /// two <c>Reshape</c>, followed by the real ones, and the standardisation of kernels as BatchNormalization.
    /// </summary>
    private static bool IsConstantOfNormalization(
        NodeProto node, int index, IReadOnlyList<NodeProto> nodes, Dictionary<string, TensorProto> stored, bool isOfKernels) =>
        index is 1 or 2 && (isOfKernels ? node.OpType == "BatchNormalization" : node.OpType == "InstanceNormalization"
            && nodes.Any(n => n.OpType == "Reshape" && n.Input[0] == node.Output[0]))
        && stored.TryGetValue(node.Input[index], out var values) && values.ToDoubles().All(v => v == (index == 1 ? 1 : 0));

    private static bool IsVector(TensorProto tensor) => tensor.Dims.Count(d => d > 1) <= 1;
}
