using System.Globalization;
using Google.Protobuf;
using Transfer.Models.Onnx;
using AttributeType = Transfer.Models.Onnx.AttributeProto.Types.AttributeType;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models;

/// <summary>
/// Rewrites a network of opset 1 to 6 as one of opset 7: ONNX Runtime has no older <c>Add</c>, <c>Mul</c>, <c>Gemm</c> and
/// <c>BatchNormalization</c>.
/// </summary>
internal sealed class OldOpset
{
    /// <summary>The oldest opset that all later code knows.</summary>
    public const int Oldest = 7;

    private readonly GraphProto _graph;
    private readonly string _path;
    private readonly long _opset;
    private readonly TensorRanks _ranks;
    private readonly Dictionary<string, TensorProto> _constants;

    private OldOpset(ModelProto model, string path)
    {
        (_graph, _path, _opset) = (model.Graph, path, model.Opset());
        _ranks = new TensorRanks(_graph);
        _constants = _graph.Initializer.ToDictionary(t => t.Name);
    }

    /// <param name="model">The network, in order and with its constants as initializers; nothing happens to one of a newer opset.</param>
    /// <param name="path">Its file, for messages.</param>
    /// <exception cref="NotSupportedException">A form of an operator cannot be written in opset 7.</exception>
    public static void Upgrade(ModelProto model, string path)
    {
        if (model.Opset() >= Oldest)
        {
            return;
        }

        var old = new OldOpset(model, path);
        foreach (var node in model.Graph.Node.Where(n => n.IsStandard()).ToList())
        {
            old.Upgrade(node);
        }

        model.SetOpset(Oldest);
    }

    private void Upgrade(NodeProto node)
    {
        switch (node.OpType)
        {
            case "Add" or "Sub" or "Mul" or "Div" or "Pow" or "And" or "Or" or "Xor" or "Equal" or "Greater" or "Less":
                Broadcast(node, node.Int("broadcast", 0) != 0 && node.Input.Count > 1 ? node.Find("axis")?.I : null);
                break;
            case "Gemm":
                Remove(node, "broadcast");
                break;
            case "PRelu" when node.Input is [_, var name] && _constants.GetValueOrDefault(name) is { Dims: [> 1] }:
                // One number for each channel.
                Append(node, _ranks.Of(node.Input[0]) - 2);
                break;
            case "Reshape" when node.Find("shape") is { } shape && node.Input.Count == 1:
                node.Input.Add(Store($"{node.Output[0]}/shape", [.. shape.Ints]));
                node.Attribute.Remove(shape);
                break;
            case "Pad" when node.Find("paddings") is { } paddings:
                paddings.Name = "pads";
                break;
            case "Cast" when node.Find("to") is { Type: AttributeType.String } to:
                (to.Type, to.I) = (AttributeType.Int, (long)TypeOf(node, to.S.ToStringUtf8()));
                to.ClearS();
                break;
            case "Concat" when node.Find("axis") is null:
                node.Attribute.Add(new AttributeProto { Name = "axis", Type = AttributeType.Int, I = 1 });
                break;
            case "Split" when node.Input.Count > 1:
                node.Attribute.Add(new AttributeProto { Name = "split", Type = AttributeType.Ints, Ints = { Constant(node, 1) } });
                node.Input.RemoveAt(1);
                break;
            case "Tile" when node.Input.Count > 2:
                Repeat(node);
                break;
            case "Upsample" when node.Find("height_scale") is { } height && node.Find("width_scale") is { } width:
                Enlarge(node, height, width);
                break;
            case "Selu":
                UseDefault(node, "alpha", 1.6732f);
                UseDefault(node, "gamma", 1.0507f);
                break;
            case "LpPool" or "GlobalLpPool" when node.Find("p") is { Type: AttributeType.Float } power:
                (power.Type, power.I) = (AttributeType.Int, (long)power.F);
                power.ClearF();
                break;
            case "RNN" or "GRU" or "LSTM":
                Remove(node, "output_sequence");
                break;
        }
    }

    /// <summary>Before opset 7 an attribute tells at which axis of the first tensor the second one begins.</summary>
    private void Broadcast(NodeProto node, long? axis)
    {
        if (axis is { } first)
        {
            var (rank, other) = (_ranks.Of(node.Input[0]), _ranks.Of(node.Input[1]));
            Append(node, rank - (first < 0 ? first + rank : first) - other);
        }

        Remove(node, "broadcast");
        Remove(node, "axis");
    }

    /// <summary>Gives the second input a number of axes of length 1 behind the others.</summary>
    private void Append(NodeProto node, long? axes)
    {
        var (input, name) = (node.Input[1], $"{node.Output[0]}/broadcast");
        if (axes is not { } count || _ranks.Of(input) is not { } rank)
        {
            throw Wrong(node, "broadcasts along an axis of a tensor whose number of axes is not known");
        }

        if (count <= 0)
        {
            return;
        }

        if (_constants.TryGetValue(input, out var stored))
        {
            var wider = stored.Clone();
            wider.Name = name;
            wider.Dims.AddRange(Enumerable.Repeat(1L, (int)count));
            _graph.Initializer.Add(wider);
        }
        else
        {
            var added = ProtoExtensions.Node("Unsqueeze", [input], name);
            var behind = Enumerable.Range((int)rank, (int)count).Select(i => (long)i);
            added.Attribute.Add(new AttributeProto { Name = "axes", Type = AttributeType.Ints, Ints = { behind } });
            _graph.Node.Insert(_graph.Node.IndexOf(node), added);
        }

        node.Input[1] = name;
    }

    private void Repeat(NodeProto node)
    {
        var (times, axis) = (Constant(node, 1), Constant(node, 2));
        if (_ranks.Of(node.Input[0]) is not { } rank || times.Length != 1 || axis.Length != 1 || axis[0] < 0 || axis[0] >= rank)
        {
            throw Wrong(node, "repeats a tensor whose number of axes is not known");
        }

        var repeats = Enumerable.Repeat(1L, (int)rank).ToArray();
        repeats[axis[0]] = times[0];
        node.Input.RemoveAt(2);
        node.Input[1] = Store($"{node.Output[0]}/repeats", repeats);
    }

    private static void Enlarge(NodeProto node, AttributeProto height, AttributeProto width)
    {
        node.Attribute.Add(new AttributeProto { Name = "scales", Type = AttributeType.Floats, Floats = { 1, 1, height.F, width.F } });
        node.Attribute.Remove(height);
        node.Attribute.Remove(width);
        if (node.Find("mode") is { } mode && mode.S.ToStringUtf8() == "bilinear")
        {
            mode.S = ByteString.CopyFromUtf8("linear");
        }
    }

    private long[] Constant(NodeProto node, int input) => _constants.TryGetValue(node.Input[input], out var tensor) && tensor.IsNumeric()
        ? tensor.ToInt64()
        : throw Wrong(node, $"computes its input {input + 1}");

    private string Store(string name, long[] values)
    {
        _graph.Initializer.Add(ProtoExtensions.Tensor(name, values));
        return name;
    }

    private DataType TypeOf(NodeProto node, string name) => Enum.TryParse<DataType>(name, ignoreCase: true, out var type)
        ? type
        : throw Wrong(node, $"casts to '{name}'");

    private static void UseDefault(NodeProto node, string name, float value)
    {
        if (node.Find(name) is null)
        {
            node.Attribute.Add(new AttributeProto { Name = name, Type = AttributeType.Float, F = value });
        }
    }

    private static void Remove(NodeProto node, string attribute)
    {
        if (node.Find(attribute) is { } found)
        {
            node.Attribute.Remove(found);
        }
    }

    private NotSupportedException Wrong(NodeProto node, string what) => new(string.Create(CultureInfo.InvariantCulture,
        $"'{_path}' uses opset {_opset}, and its {node.OpType} '{node.Output[0]}' {what}, which cannot be written in opset {Oldest}. "
        + $"Convert the file (onnx.version_converter) or export it again."));
}
