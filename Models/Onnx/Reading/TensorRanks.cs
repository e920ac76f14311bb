using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>The number of axes of the tensors of a network, as far as its nodes tell.</summary>
internal sealed class TensorRanks
{
    private readonly Dictionary<string, long> _ranks = [];
    private readonly Dictionary<string, TensorProto> _constants;

    /// <param name="graph">The network, in order and with its constants as initializers.</param>
    public TensorRanks(GraphProto graph)
    {
        _constants = graph.Initializer.ToDictionary(t => t.Name);
        foreach (var tensor in graph.Initializer)
        {
            _ranks[tensor.Name] = tensor.Dims.Count;
        }

        foreach (var value in graph.ValueInfo.Concat(graph.Input).Where(v => v.Type?.TensorType?.Shape is not null))
        {
            _ranks.TryAdd(value.Name, value.Type.TensorType.Shape.Dim.Count);
        }

        foreach (var node in graph.Node)
        {
            var rank = After(node);
            foreach (var output in node.Output.Where(o => o.Length > 0 && rank is not null))
            {
                _ranks.TryAdd(output, rank!.Value);
            }
        }
    }

    /// <summary>The number of axes; null where it is not known.</summary>
    public long? Of(string tensor) => _ranks.TryGetValue(tensor, out var rank) ? rank : null;

    private long? After(NodeProto node)
    {
        var first = node.Input.Count > 0 ? Of(node.Input[0]) : null;
        return node.OpType switch
        {
            "RNN" or "GRU" or "LSTM" or "If" or "Loop" or "Scan" => null,
            "Shape" => 1,
            "Flatten" or "Gemm" => 2,
            "Reshape" when node.Find("shape") is { } shape => shape.Ints.Count,
            "Reshape" => _constants.GetValueOrDefault(node.Input[1])?.ElementCount(),
            "Squeeze" => node.Find("axes") is { } left ? first - left.Ints.Count : null,
            "Unsqueeze" => first + node.Find("axes")?.Ints.Count,
            "Gather" => first - 1 + Of(node.Input[1]),
            "MatMul" when Of(node.Input[1]) is { } other => Math.Max(first ?? other, other),
            "ArgMax" or "ArgMin" => first - (node.Int("keepdims", 1) == 0 ? 1 : 0),
            _ when node.OpType.StartsWith("Reduce", StringComparison.Ordinal) && node.Int("keepdims", 1) == 0 =>
                node.Find("axes") is { } reduced ? first - reduced.Ints.Count : 0,
            _ => first,
        };
    }
}
