using System.Runtime.InteropServices;
using Google.Protobuf;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Quantization;

/// <summary>
/// Writes pairs of <c>QuantizeLinear</c> and <c>DequantizeLinear</c> into a network (the form that ONNX calls QDQ), which runtimes turn
/// into arithmetic of eight bits: bytes for activations, signed bytes for weights with a step for each output channel, 32 bits for biases.
/// </summary>
internal sealed class GraphQuantizer
{
    private const string Prefix = "transfer/int8/";
    private const int LargestByte = byte.MaxValue;
    private const int LargestSigned = sbyte.MaxValue;

    private readonly GraphProto _graph;
    private readonly Dictionary<string, TensorProto> _weights;
    private readonly Dictionary<string, float> _steps = [];
    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<string> _replaced = [];

    private GraphQuantizer(GraphProto graph) => (_graph, _weights) = (graph, graph.Initializer.ToDictionary(t => t.Name));

    /// <summary>A quantized copy.</summary>
    /// <param name="model">The network, of opset 13 or newer.</param>
    /// <param name="plan">What is quantized; made of the same network.</param>
    /// <param name="ranges">The least and the largest value of each activation of the plan that shares no other's.</param>
    public static ModelProto Quantize(
        ModelProto model, QuantizationPlan plan, IReadOnlyDictionary<string, (float Low, float High)> ranges)
    {
        var copy = model.Clone();
        new GraphQuantizer(copy.Graph).Write(plan, ranges);
        return copy;
    }

    private void Write(QuantizationPlan plan, IReadOnlyDictionary<string, (float Low, float High)> ranges)
    {
        var layers = plan.Layers.Select(n => n.Output[0]).ToHashSet();
        var rounded = plan.Tensors.ToHashSet();
        foreach (var input in _graph.Input.Where(i => rounded.Contains(i.Name)))
        {
            Round(input.Name, ranges[plan.RangeOf(input.Name)]);
        }

        foreach (var node in _graph.Node.ToList())
        {
            for (var i = 0; i < node.Input.Count; i++)
            {
                node.Input[i] = rounded.Contains(node.Input[i]) ? After(node.Input[i]) : node.Input[i];
            }

            if (layers.Contains(node.Output[0]))
            {
                RoundWeights(node, _steps[node.Input[0]]);
            }

            _nodes.Add(node);
            foreach (var output in node.Output.Where(rounded.Contains))
            {
                var isPoolOfFloats = node.OpType == "MaxPool" && !_steps.ContainsKey(node.Input[0]);
                Round(output, ranges[plan.RangeOf(output)], isPoolOfFloats);
            }
        }

        _graph.Node.Clear();
        _graph.Node.AddRange(_nodes);
        var read = _graph.Node.SelectMany(n => n.Reads()).ToHashSet();
        foreach (var unread in _graph.Initializer.Where(t => _replaced.Contains(t.Name) && !read.Contains(t.Name)).ToList())
        {
            _graph.Initializer.Remove(unread);
        }
    }

    private static string After(string tensor) => $"{Prefix}{tensor}/rounded";

    /// <summary>Adds the nodes that round an activation.</summary>
    /// <param name="tensor">The activation.</param>
    /// <param name="range">Its least and largest value.</param>
    /// <param name="isPoolOfFloats">
    /// Whether it is the result of a pool whose input has 32 bits and has to keep them: ONNX Runtime would round before the pool and not
    /// behind it, and its pool of bytes is slow where channels come first (a quarter of ResNet18's time). A maximum that changes nothing,
    /// as less is rounded to the same byte, is in the way of that.
    /// </param>
    private void Round(string tensor, (float Low, float High) range, bool isPoolOfFloats = false)
    {
        var step = Math.Max((range.High - range.Low) / LargestByte, float.Epsilon * LargestByte);
        var zero = (byte)Math.Clamp(MathF.Round(-range.Low / step), 0, LargestByte);
        var (name, after) = ($"{Prefix}{tensor}", After(tensor));
        _steps[after] = step;
        Store($"{name}/step", DataType.Float, MemoryMarshal.AsBytes([step]));
        Store($"{name}/zero", DataType.Uint8, [zero]);
        if (isPoolOfFloats)
        {
            Store($"{name}/least", DataType.Float, MemoryMarshal.AsBytes([-zero * step]));
            _nodes.Add(ProtoExtensions.Node("Max", [tensor, $"{name}/least"], tensor = $"{name}/pooled"));
        }

        _nodes.Add(ProtoExtensions.Node("QuantizeLinear", [tensor, $"{name}/step", $"{name}/zero"], $"{name}/bytes"));
        _nodes.Add(ProtoExtensions.Node("DequantizeLinear", [$"{name}/bytes", $"{name}/step", $"{name}/zero"], after));
    }

    private void RoundWeights(NodeProto node, float inputStep)
    {
        var weight = _weights[node.Input[1]];
        // The axis of the output channels.
        var axis = node.OpType == "Conv" || (node.OpType == "Gemm" && node.Int("transB", 0) != 0) ? 0 : 1;
        var name = $"{Prefix}{node.Output[0]}/weight";
        var (values, channels) = (weight.ToFloats(), (int)weight.Dims[axis]);
        var inner = (int)weight.Dims.Skip(axis + 1).Aggregate(1L, (product, dim) => product * dim);
        var steps = new float[channels];
        for (var i = 0; i < values.Length; i++)
        {
            ref var step = ref steps[i / inner % channels];
            step = Math.Max(step, Math.Abs(values[i]) / LargestSigned);
        }

        var bytes = new sbyte[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var step = steps[i / inner % channels];
            bytes[i] = step > 0 ? (sbyte)Math.Clamp(MathF.Round(values[i] / step), -LargestSigned, LargestSigned) : (sbyte)0;
        }

        steps = Array.ConvertAll(steps, step => step > 0 ? step : 1);
        Store(name, DataType.Int8, MemoryMarshal.AsBytes<sbyte>(bytes), [.. weight.Dims]);
        Store($"{name}/step", DataType.Float, MemoryMarshal.AsBytes<float>(steps), channels);
        Store($"{name}/zero", DataType.Int8, new byte[channels], channels);
        Dequantize(node, 1, name, axis);
        if (node.Input.Count > 2 && node.Input[2].Length > 0)
        {
            RoundBias(node, inputStep, steps);
        }
    }

    /// <summary>A bias has the steps of the products that it is added to.</summary>
    private void RoundBias(NodeProto node, float inputStep, float[] weightSteps)
    {
        var values = _weights[node.Input[2]].ToFloats();
        if (values.Length != weightSteps.Length)
        {
            return;
        }

        var name = $"{Prefix}{node.Output[0]}/bias";
        var steps = Array.ConvertAll(weightSteps, step => step * inputStep);
        int[] numbers = [.. values.Zip(steps, (value, step) =>
            (int)Math.Clamp(Math.Round((double)value / step), int.MinValue, int.MaxValue))];
        Store(name, DataType.Int32, MemoryMarshal.AsBytes<int>(numbers), numbers.Length);
        Store($"{name}/step", DataType.Float, MemoryMarshal.AsBytes<float>(steps), steps.Length);
        Store($"{name}/zero", DataType.Int32, new byte[sizeof(int) * steps.Length], steps.Length);
        Dequantize(node, 2, name, 0);
    }

    private void Dequantize(NodeProto node, int input, string name, long axis)
    {
        _replaced.Add(node.Input[input]);
        _nodes.Add(ProtoExtensions.Node("DequantizeLinear", [name, $"{name}/step", $"{name}/zero"], $"{name}/floats", ("axis", [axis])));
        node.Input[input] = $"{name}/floats";
    }

    private void Store(string name, DataType type, ReadOnlySpan<byte> bytes, params ReadOnlySpan<long> dims) => _graph.Initializer.Add(
        new TensorProto { Name = name, DataType = (int)type, RawData = ByteString.CopyFrom(bytes), Dims = { dims.ToArray() } });
}
