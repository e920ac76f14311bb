using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Export;

/// <summary>
/// Makes a network smaller without changing what it computes, but for rounding: batch normalization goes into the convolution before it,
/// and nodes that pass their input on are removed.
/// </summary>
internal static class GraphFolding
{
    /// <summary>The network folded; the one that is given stays as it is.</summary>
    public static OnnxGraph Folded(OnnxGraph graph)
    {
        var copy = graph.Model.Graph.Clone();
        Fold(copy);
        return graph.With(copy.Node, copy.Output, copy.Initializer, copy.Input[0]);
    }

    /// <summary>Folds in place.</summary>
    public static void Fold(GraphProto graph)
    {
        GraphNormalizer.RemovePassThrough(graph);
        var weights = graph.Initializer.ToDictionary(t => t.Name);
        var uses = graph.Node.SelectMany(n => n.Reads()).Concat(graph.Output.Select(o => o.Name)).CountBy(name => name)
            .ToDictionary(p => p.Key, p => p.Value);
        var producers = graph.Node.SelectMany(n => n.Output.Select(o => (o, n))).ToDictionary(p => p.o, p => p.n);
        foreach (var norm in graph.Node.Where(n => n.OpType == "BatchNormalization" && n.IsStandard()).ToList())
        {
            if (producers.GetValueOrDefault(norm.Input[0]) is { OpType: "Conv" } conv && conv.IsStandard() && uses[norm.Input[0]] == 1
                && norm.Input.Skip(1).All(IsStored) && conv.Input.Skip(1).All(IsStored)
                && norm.Int("training_mode", 0) == 0 && norm.Output.Skip(1).All(o => o.Length == 0 || !uses.ContainsKey(o)))
            {
                FoldInto(graph, conv, norm, weights);
            }
        }

        var read = graph.Node.SelectMany(n => n.Reads()).Concat(graph.Output.Select(o => o.Name)).ToHashSet();
        foreach (var unread in graph.Initializer.Where(t => !read.Contains(t.Name)).ToList())
        {
            graph.Initializer.Remove(unread);
        }

        bool IsStored(string name) => weights.GetValueOrDefault(name)?.DataType == (int)DataType.Float;
    }

    private static void FoldInto(GraphProto graph, NodeProto conv, NodeProto norm, Dictionary<string, TensorProto> weights)
    {
        float[][] parts = [.. norm.Input.Skip(1).Select(name => weights[name].ToFloats())];
        var (scale, shift, mean, variance) = (parts[0], parts[1], parts[2], parts[3]);
        var epsilon = norm.Find("epsilon")?.F ?? 1e-5f;
        double[] factors = [.. scale.Zip(variance, (s, v) => s / Math.Sqrt((double)v + epsilon))];
        var weight = weights[conv.Input[1]];
        var (values, channels) = (weight.ToFloats(), factors.Length);
        var length = values.Length / channels;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(values[i] * factors[i / length]);
        }

        var bias = conv.Input.Count > 2 && conv.Input[2].Length > 0 ? weights[conv.Input[2]].ToFloats() : new float[channels];
        for (var i = 0; i < channels; i++)
        {
            bias[i] = (float)(((bias[i] - mean[i]) * factors[i]) + shift[i]);
        }

        var name = $"transfer/folded/{norm.Output[0]}";
        graph.Initializer.Add(ProtoExtensions.Tensor($"{name}/weight", values, [.. weight.Dims]));
        graph.Initializer.Add(ProtoExtensions.Tensor($"{name}/bias", bias, channels));
        var input = conv.Input[0];
        conv.Input.Clear();
        conv.Input.AddRange([input, $"{name}/weight", $"{name}/bias"]);
        conv.Output[0] = norm.Output[0];
        graph.Node.Remove(norm);
    }
}
