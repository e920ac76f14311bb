using Transfer.Models.Onnx;

namespace Transfer.Models.Quantization;

/// <summary>Which layers of a network are computed in eight bits, and which activations are rounded for them.</summary>
internal sealed class QuantizationPlan
{
    // Below so many weights a layer is no work.
    private const int FewWeights = 4096;

    private readonly Dictionary<string, TensorProto> _weights;
    private readonly ILookup<string, NodeProto> _readers;
    private readonly HashSet<string> _outputs;
    private readonly List<string> _tensors = [];
    private readonly Dictionary<string, string> _shared = [];

    /// <param name="graph">The network, with stored tensors as initializers.</param>
    /// <param name="layers">The outputs of the layers with weights that are quantized.</param>
    public QuantizationPlan(GraphProto graph, IReadOnlySet<string> layers)
    {
        _weights = graph.Initializer.ToDictionary(t => t.Name);
        _readers = graph.Node.SelectMany(n => n.Reads().Select(input => (input, n))).ToLookup(p => p.input, p => p.n);
        _outputs = [.. graph.Output.Select(o => o.Name)];
        Layers = [.. graph.Node.Where(n => layers.Contains(n.Output[0]))];
        foreach (var node in graph.Node)
        {
            Add(node, layers);
        }
    }

    /// <summary>The layers with weights, in order.</summary>
    public IReadOnlyList<NodeProto> Layers { get; }

    /// <summary>The activations that are rounded, in order.</summary>
    public IReadOnlyList<string> Tensors => _tensors;

    /// <summary>The activation whose range a tensor has.</summary>
    public string RangeOf(string tensor) => _shared.GetValueOrDefault(tensor, tensor);

    /// <summary>
    /// The outputs of all layers that can be quantized: convolutions and products with stored weights, in order, but for the last of the
    /// network, which has few weights, and where rounding costs most. So it may at the first layer (Krishnamoorthi: Quantizing deep
    /// convolutional networks for efficient inference, 2018), which is measured as any other: in 32 bits it costs ResNet18 a quarter of its
    /// speed.
    /// </summary>
    public static List<string> Candidates(GraphProto graph)
    {
        var weights = graph.Initializer.ToDictionary(t => t.Name);
        var layers = graph.Node.Where(n => n.IsStandard() && n.OpType is "Conv" or "Gemm" or "MatMul" && n.Input.Count > 1
            && weights.ContainsKey(n.Input[1]) && !weights.ContainsKey(n.Input[0])).ToList();
        return [.. layers.SkipLast(1).Where(IsCandidate).Select(n => n.Output[0])];

        bool IsCandidate(NodeProto node)
        {
            var weight = weights[node.Input[1]];
            return (TensorProto.Types.DataType)weight.DataType == TensorProto.Types.DataType.Float
                && (node.OpType == "Conv" || (weight.Dims.Count == 2 && weight.ElementCount() >= FewWeights))
                && (node.Input.Count < 3 || weights.ContainsKey(node.Input[2])) && (node.OpType != "Gemm" || IsPlain(node));
        }
    }

    private static bool IsPlain(NodeProto gemm) =>
        gemm.Int("transA", 0) == 0 && (gemm.Find("alpha")?.F ?? 1) == 1 && (gemm.Find("beta")?.F ?? 1) == 1;

    private void Add(NodeProto node, IReadOnlySet<string> layers)
    {
        if (layers.Contains(node.Output[0]))
        {
            Round(node.Input[0]);
            Round(Behind(node.Output[0]));
            return;
        }

        if (!node.IsStandard() || !node.Input.Any(IsRounded))
        {
            return;
        }

        switch (node.OpType)
        {
            case "MaxPool" or "Reshape" or "Flatten" or "Transpose" or "Squeeze" or "Unsqueeze" when node.Output.Count == 1:
                // Values are moved and not changed, so they keep their steps.
                Round(node.Output[0], RangeOf(node.Input[0]));
                break;
            case "GlobalAveragePool" or "AveragePool":
                Round(node.Output[0]);
                break;
            case "Add" when !node.Input.Any(_weights.ContainsKey):
            case "Concat":
                node.Input.ToList().ForEach(input => Round(input));
                Round(Behind(node.Output[0]));
                break;
        }
    }

    private bool IsRounded(string tensor) => _tensors.Contains(tensor);

    private void Round(string tensor, string? like = null)
    {
        if (!IsRounded(tensor) && !_weights.ContainsKey(tensor) && !_outputs.Contains(tensor))
        {
            _tensors.Add(tensor);
            if (like is not null)
            {
                _shared[tensor] = like;
            }
        }
    }

    /// <summary>The result of the activation that alone reads a tensor, and becomes one with what computes it.</summary>
    private string Behind(string tensor) => !_outputs.Contains(tensor) && _readers[tensor].ToList() is [{ OpType: "Relu" or "Clip" } only]
        ? only.Output[0] : tensor;
}
