using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models;

/// <summary>
/// A network that computes in 16 bits: stored floats and what is computed from them are float16, images and outputs stay float32.
/// </summary>
internal sealed class Float16Graph
{
    private const string Suffix = "/float16";
    private const string Back = "/float32";

    // Operators whose settings are float32 in every network, with the places of these among their inputs.
    private static readonly Dictionary<string, int[]> Settings = new()
    {
        ["Resize"] = [1, 2],
        ["Upsample"] = [1],
    };

    private readonly Dictionary<string, TensorProto> _stored;
    private readonly Dictionary<string, TensorProto> _initializers = [];
    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<string> _outputs;

    private Float16Graph(OnnxGraph graph)
    {
        var model = graph.Model.Graph;
        _stored = model.Initializer.ToDictionary(t => t.Name);
        _outputs = [.. model.Output.Select(o => o.Name)];
        _nodes.Add(Cast(graph.InputName, graph.InputName + Suffix, DataType.Float16));
        foreach (var node in model.Node)
        {
            Add(graph, node);
        }

        foreach (var output in _outputs)
        {
            _nodes.Add(Cast(output + Suffix, output, DataType.Float));
        }
    }

    /// <summary>The network in 16 bits.</summary>
    /// <param name="graph">Its input and outputs are float32.</param>
    /// <exception cref="NotSupportedException">An operator of the network has no form in 16 bits.</exception>
    public static OnnxGraph Of(OnnxGraph graph)
    {
        var form = new Float16Graph(graph);
        return graph.With(form._nodes, graph.Model.Graph.Output, form._initializers.Values, graph.Model.Graph.Input[0]);
    }

    private void Add(OnnxGraph graph, NodeProto node)
    {
        if (node.Attribute.Any(a => a.Inner().Any()) || node.OpType.Contains("Quantize", StringComparison.Ordinal) || !node.IsStandard())
        {
            throw new NotSupportedException(
                $"'{graph.Name}' has the operator {node.OpType} ('{node.Output[0]}'), which has no form in float16. "
                + "Choose the precision float32 or tf32.");
        }

        var copy = node.Clone();
        for (var i = 0; i < copy.Input.Count; i++)
        {
            if (copy.Input[i].Length > 0)
            {
                copy.Input[i] = Input(graph, node, i);
            }
        }

        for (var i = 0; i < copy.Output.Count; i++)
        {
            copy.Output[i] = _outputs.Contains(copy.Output[i]) ? copy.Output[i] + Suffix : copy.Output[i];
        }

        foreach (var attribute in copy.Attribute)
        {
            Convert(attribute);
        }

        if (node.OpType == "Constant" && copy.Attribute is [{ Name: "value_float" or "value_floats" } value])
        {
            SetValue(copy, value.Name == "value_float" ? ProtoExtensions.Tensor("", [value.F])
                : ProtoExtensions.Tensor("", value.Floats.ToArray(), value.Floats.Count));
        }
        else if (node.OpType == "ConstantOfShape" && copy.Attribute.Count == 0)
        {
            SetValue(copy, ProtoExtensions.Tensor("", [0f], 1));
        }

        _nodes.Add(copy);
    }

    private string Input(OnnxGraph graph, NodeProto node, int place)
    {
        var name = node.Input[place];
        var isSetting = Settings.TryGetValue(node.OpType, out var places) && places.Contains(place);
        if (!_stored.TryGetValue(name, out var tensor))
        {
            return isSetting ? AsFloat32(name) : name == graph.InputName || _outputs.Contains(name) ? name + Suffix : name;
        }

        var isFloat = (DataType)tensor.DataType == DataType.Float && !isSetting;
        var own = isFloat ? name + Suffix : name;
        if (!_initializers.ContainsKey(own))
        {
            _initializers[own] = isFloat ? Halves(tensor) : tensor;
        }

        return own;
    }

    /// <summary>A computed setting, such as the factors of a <c>Resize</c>, in 32 bits.</summary>
    private string AsFloat32(string name)
    {
        _nodes.Add(Cast(name, name + Back, DataType.Float));
        return name + Back;
    }

    private static void SetValue(NodeProto node, TensorProto value)
    {
        node.Attribute.Clear();
        node.Attribute.Add(new AttributeProto
        {
            Name = "value",
            Type = AttributeProto.Types.AttributeType.Tensor,
            T = Halves(value),
        });
    }

    private static void Convert(AttributeProto attribute)
    {
        if (attribute is { Name: "to" or "dtype", I: (long)DataType.Float })
        {
            attribute.I = (long)DataType.Float16;
        }
        else if (attribute.T is { } tensor && (DataType)tensor.DataType == DataType.Float)
        {
            attribute.T = Halves(tensor);
        }
    }

    private static NodeProto Cast(string from, string to, DataType type)
    {
        var node = ProtoExtensions.Node("Cast", [from], to, ("to", [(long)type]));
        // The node that gave an output until now has its name, as a rule.
        node.Name += "/cast";
        return node;
    }

    /// <summary>The same numbers; those beyond the range of 16 bits, such as the bounds of a <c>Clip</c>, become its largest.</summary>
    private static TensorProto Halves(TensorProto tensor)
    {
        var (least, most) = ((float)Half.MinValue, (float)Half.MaxValue);
        var halves = Array.ConvertAll(tensor.ToFloats(), v => float.IsFinite(v) ? (Half)Math.Clamp(v, least, most) : (Half)v);
        return ProtoExtensions.Float16Tensor(tensor.Name.Length == 0 ? "" : tensor.Name + Suffix, halves, [.. tensor.Dims]);
    }
}
