using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Training;

/// <summary>
/// A network whose part above a cut computes in float32, as it is trained: floats of 16 and 64 bits become float32, quantised weights
/// become what they stand for, and quantised activations are no longer rounded. The part below the cut stays as it is in the file.
/// </summary>
internal sealed class Float32Form
{
    private const string Suffix = "/float32";

    private readonly List<NodeProto> _nodes = [];
    private readonly HashSet<NodeProto> _below = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> _readBelow = [];
    private readonly HashSet<string> _activations = [];
    private readonly Dictionary<string, TensorProto> _initializers;
    private readonly Dictionary<string, TensorProto> _weights = [];
    private readonly Dictionary<string, string> _renamed = [];
    private readonly IReadOnlyList<string> _cut;
    private readonly bool _isCutOther;
    private bool _isChanged;

    private Float32Form(OnnxGraph graph, IReadOnlyList<string> cut, string output)
    {
        (Graph, _cut) = (graph, cut);
        _initializers = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        if (cut.Contains(output))
        {
            return;
        }

        var topology = new GraphTopology(graph.Model.Graph);
        _below.UnionWith(topology.NodesFor(cut));
        _readBelow.UnionWith(_below.SelectMany(n => n.Reads()));
        _isCutOther = cut.Any(name => HoldsOther(topology, name));
        var needed = topology.NodesFor([output]);
        var readAbove = needed.Where(n => !_below.Contains(n)).SelectMany(n => n.Reads()).ToHashSet();
        var decoded = QuantisedWeights.Decode(graph, needed, readAbove);
        _activations.Add(graph.InputName);
        if (needed.Any(n => n.Attribute.Any(IsOther))
            || readAbove.Any(name => _initializers.TryGetValue(name, out var stored) && IsOther((DataType)stored.DataType)))
        {
            foreach (var name in cut.Where(name => name != graph.InputName))
            {
                _renamed[name] = name + Suffix;
            }
        }

        var clips = QuantisedActivations.Find(graph, needed.FindAll(n => !_below.Contains(n)));
        foreach (var node in needed)
        {
            if (clips.TryGetValue(node, out var pair))
            {
                _isChanged = true;
                Array.ForEach(pair.Bounds, bound => _weights[bound.Name] = bound);
                Add(pair.Clip, decoded);
            }
            else
            {
                Add(node, decoded);
            }
        }

        if (!_isChanged)
        {
            _renamed.Clear();
            return;
        }

        foreach (var name in cut.Where(_renamed.ContainsKey))
        {
            var cast = ProtoExtensions.Node("Cast", [name], _renamed[name], ("to", [(long)DataType.Float]));
            _nodes.Insert(_nodes.FindLastIndex(n => n.Output.Contains(name)) + 1, cast);
        }

        var nodes = new GraphTopology(new GraphProto { Node = { _nodes } }).NodesFor([output]);
        var read = nodes.SelectMany(n => n.Reads()).ToHashSet();
        Graph = graph.With(
            nodes, [ProtoExtensions.FloatValue(output)], _weights.Values.Where(t => read.Contains(t.Name)), graph.Model.Graph.Input[0]);
    }

    /// <summary>The network up to the output; the one that was given where nothing changes.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>The new names of tensors at the cut, and of constants that the part below it reads as they were.</summary>
    public IReadOnlyDictionary<string, string> Renamed => _renamed;

    /// <summary>Makes the form of a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="cut">The tensors at the cut; the image input for the whole network.</param>
    /// <param name="output">The highest tensor that is needed.</param>
    public static Float32Form Above(OnnxGraph graph, IReadOnlyList<string> cut, string output) => new(graph, cut, output);

    /// <summary>Whether a tensor holds floats of 16 or 64 bits, by the nodes that compute it.</summary>
    private bool HoldsOther(GraphTopology topology, string tensor)
    {
        while (topology.Producer(tensor) is { } node)
        {
            if (node.OpType is "Cast" or "ConstantOfShape" || node.Attribute.Any(a => a.Inner().Any()))
            {
                return node.Attribute.Any(IsOther) || node.Attribute.Any(a => a.Inner().Any());
            }

            // The first input of others may be integers.
            var read = node.OpType is "CastLike" or "DequantizeLinear" or "Where" ? 1 : 0;
            tensor = node.Input.ElementAtOrDefault(read) ?? "";
        }

        return _initializers.TryGetValue(tensor, out var stored) && IsOther((DataType)stored.DataType);
    }

    private static bool IsOther(DataType type) => type is DataType.Float16 or DataType.Bfloat16 or DataType.Double;

    private void Add(NodeProto node, Dictionary<string, TensorProto> decoded)
    {
        var isBelow = _below.Contains(node);
        if (isBelow)
        {
            _nodes.Add(node);
            if (node.OpType is not ("Shape" or "Size") && node.Reads().Any(_activations.Contains))
            {
                _activations.UnionWith(node.Output);
                return;
            }
        }

        if (node.Output.Count == 1 && decoded.TryGetValue(node.Output[0], out var weight))
        {
            Store(weight, node.Output[0], isBelow);
            return;
        }

        var copy = Convert(node);
        if (ReferenceEquals(copy, node))
        {
            if (!isBelow)
            {
                _nodes.Add(node);
            }

            return;
        }

        // What enters is cast where it may be of another type.
        _isChanged |= isBelow || node.Attribute.Any(IsOther) || _isCutOther
            || node.Reads().Any(r => _renamed.ContainsKey(r) && !_cut.Contains(r));
        if (isBelow)
        {
            copy.Name += Suffix;
            foreach (var (i, name) in copy.Output.Index().Where(o => o.Item.Length > 0).ToList())
            {
                copy.Output[i] = _renamed[name] = name + Suffix;
            }
        }

        _nodes.Add(copy);
    }

    /// <summary>The node in float32; the node itself where nothing changes.</summary>
    private NodeProto Convert(NodeProto node)
    {
        // A shape is the same in every type.
        if (node.OpType is "Shape" or "Size")
        {
            return node;
        }

        foreach (var name in node.Reads().Distinct())
        {
            if (_initializers.TryGetValue(name, out var tensor) && IsOther((DataType)tensor.DataType) && !_weights.ContainsKey(name))
            {
                Store(tensor, name, _readBelow.Contains(name));
            }
        }

        var reads = node.Reads().Any(_renamed.ContainsKey);
        if (!reads && !node.Attribute.Any(IsOther))
        {
            return node;
        }

        var copy = node.Clone();
        GraphNormalizer.RenameInputs(copy, _renamed);
        foreach (var attribute in copy.Attribute)
        {
            Convert(attribute);
        }

        return copy;
    }

    private void Store(TensorProto tensor, string name, bool isShared)
    {
        _isChanged = true;
        var own = isShared ? _renamed[name] = name + Suffix : name;
        _weights[own] = ToFloat32(tensor, own);
    }

    private static bool IsOther(AttributeProto attribute) => IsType(attribute)
        || (attribute.T is { } tensor && IsOther((DataType)tensor.DataType))
        || attribute.Inner().Any(g => g.Initializer.Any(t => IsOther((DataType)t.DataType)) || g.Node.Any(n => n.Attribute.Any(IsOther)));

    /// <summary>Whether an attribute such as <c>to</c> of <c>Cast</c> names another float type.</summary>
    private static bool IsType(AttributeProto attribute) =>
        attribute.Name is "to" or "dtype" or "output_dtype" && IsOther((DataType)attribute.I);

    private static void Convert(AttributeProto attribute)
    {
        if (IsType(attribute))
        {
            attribute.I = (long)DataType.Float;
        }

        if (attribute.T is { } tensor && IsOther((DataType)tensor.DataType))
        {
            attribute.T = ToFloat32(tensor, tensor.Name);
        }

        foreach (var inner in attribute.Inner())
        {
            foreach (var (i, stored) in inner.Initializer.Index().Where(t => IsOther((DataType)t.Item.DataType)).ToList())
            {
                inner.Initializer[i] = ToFloat32(stored, stored.Name);
            }

            foreach (var own in inner.Node.SelectMany(n => n.Attribute))
            {
                Convert(own);
            }
        }
    }

    private static TensorProto ToFloat32(TensorProto tensor, string name) =>
        ProtoExtensions.Tensor(name, tensor.ToFloats(), [.. tensor.Dims]);
}
