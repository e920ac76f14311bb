using TorchSharp;
using Transfer.Models.Onnx;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Transfer.Models;

/// <summary>
/// The part of a network above a cut as a TorchSharp module with the file's weights: features at the cut, <c>[N, ...]</c> as the cut's
/// shape says or flat <c>[N, F]</c>, to the tensor above. Parameters carry the initializers' names.
/// </summary>
/// <remarks>
/// BatchNormalization keeps the file's statistics, in training as well (Keras' <c>training=False</c> while fine-tuning). An initializer
/// that several nodes read is one parameter.
/// </remarks>
public sealed class TrainableGraph : nn.Module<Tensor, Tensor>
{
    private readonly GraphPart _part;
    private readonly long[][] _shapes;
    private readonly ScalarType _compute;
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, Tensor> _weights = [];
    private readonly Dictionary<string, Tensor> _constants = [];
    private torch.Device _device = CPU;

    /// <summary>Imports what lies between a cut and a tensor.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="cut">Where features enter.</param>
    /// <param name="output">The tensor that is computed, usually a higher cut's; null for the network's output.</param>
    /// <param name="imageSize">Height and width of the images in pixels; what the graph computes from shapes is folded for it.</param>
    /// <param name="compute">The type of convolutions and matrix products.</param>
    /// <exception cref="NotSupportedException">There are operators that cannot be trained (all are named), or the cut does not suffice.</exception>
    public TrainableGraph(OnnxGraph graph, CutPoint cut, string? output, int imageSize, ComputeType compute = ComputeType.Float32)
        : this(graph, cut, output ?? NotNull(graph).OutputName, GraphPart.Fold(NotNull(graph), output ?? graph.OutputName, imageSize), compute)
    {
    }

    internal TrainableGraph(OnnxGraph graph, CutPoint cut, string output, Dictionary<string, StaticValue> statics, ComputeType compute = ComputeType.Float32)
        : base(nameof(TrainableGraph))
    {
        ArgumentNullException.ThrowIfNull(cut);
        _part = GraphPart.Between(graph, cut.Tensors, output, statics);
        _shapes = [.. cut.Shapes.Select(s => s.Select(d => (long)d).ToArray())];
        _compute = compute switch { ComputeType.BFloat16 => ScalarType.BFloat16, ComputeType.Float16 => ScalarType.Float16, _ => ScalarType.Float32 };
        ThrowIfUnsupported();
        foreach (var tensor in _part.Weights)
        {
            Register(tensor);
        }

        Blocks = TrainableBlocks.Of(_part, [.. _weights.Keys.Where(name => !_part.Frozen.Contains(name))]);
        var lastUse = LastUses();
        foreach (var (index, node) in _part.Nodes.Index())
        {
            var last = node.Input.Distinct().Where(i => lastUse.TryGetValue(i, out var at) && at == index).ToArray();
            _steps.Add(new Step(OperatorTable.Find(node.Domain, node.OpType, graph.Opset)!, new NodeCall(node, graph.Opset, _compute), last));
        }
    }

    /// <summary>The trained weights by initializer name, in the order of their use.</summary>
    public IReadOnlyDictionary<string, Parameter> Weights => named_parameters(recurse: false).ToDictionary(p => p.name, p => p.parameter);

    /// <summary>The trained weights by block, from the cut upwards.</summary>
    public IReadOnlyList<TrainableBlock> Blocks { get; }

    /// <summary>How far each block has moved from the file's weights.</summary>
    public IReadOnlyList<BlockChange> Changes => TrainableBlocks.Changes(this);

    /// <summary>The network up to the output, with the weights as they are now.</summary>
    public OnnxGraph ToGraph() => WeightWriteBack.Apply(this);

    /// <summary>
    /// Whether BatchNormalization learns its statistics from the batches. Only for a network that is trained from random weights; false
    /// by default.
    /// </summary>
    public bool LearnsStatistics { get; set; }

    /// <summary>Frozen tensors above the cut by initializer name, such as the statistics of BatchNormalization.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Frozen => named_buffers(recurse: false);

    internal GraphPart Part => _part;

    /// <summary>Operators of a network that cannot be trained, with how many nodes have each.</summary>
    internal static List<(string Operator, int Count)> Unsupported(GraphPart part) => [.. part.Nodes
        .Where(n => OperatorTable.Find(n.Domain, n.OpType, part.Graph.Opset) is null)
        .GroupBy(n => n.IsStandard() ? n.OpType : $"{n.Domain}.{n.OpType}")
        .OrderBy(g => g.Key, StringComparer.Ordinal)
        .Select(g => (g.Key, g.Count()))];

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Run(input, null);

    /// <summary>As <see cref="forward"/>; every tensor on the way is shown under its name.</summary>
    internal Tensor Run(Tensor input, Action<string, Tensor>? visit)
    {
        Follow(input.device);
        using var scope = NewDisposeScope();
        var batch = input.shape[0];
        var values = Enter(input);
        foreach (var step in _steps)
        {
            var node = step.Call.Node;
            step.Call.Training = training && is_grad_enabled();
            step.Call.LearnsStatistics = LearnsStatistics && training;
            for (var i = 0; i < node.Input.Count; i++)
            {
                Feed(step.Call, i, node.Input[i], values, batch, input.device);
            }

            foreach (var (name, value) in node.Output.Zip(step.Compute(step.Call)))
            {
                values[name] = value;
                visit?.Invoke(name, value);
            }

            foreach (var name in step.LastUses)
            {
                // What training still needs of it libtorch holds itself.
                values.Remove(name, out var done);
                done?.Dispose();
            }
        }

        return values[_part.Output].to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <summary>A module that was moved has other tensors than it had before.</summary>
    private void Follow(torch.Device device)
    {
        if (device == _device)
        {
            return;
        }

        _device = device;
        foreach (var (name, parameter) in named_parameters(recurse: false))
        {
            _weights[name] = parameter;
        }

        foreach (var (name, buffer) in named_buffers(recurse: false))
        {
            _weights[name] = buffer;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var tensor in _weights.Values.Concat(_constants.Values))
            {
                tensor.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static OnnxGraph NotNull(OnnxGraph graph) => graph ?? throw new ArgumentNullException(nameof(graph));

    private void ThrowIfUnsupported()
    {
        var missing = Unsupported(_part);
        if (missing.Count > 0)
        {
            throw new NotSupportedException(
                $"'{_part.Graph.Name}' has operators above '{string.Join("' and '", _part.Inputs)}' that cannot be trained here: {string.Join(", ", missing.Select(m => $"{m.Operator} ({m.Count})"))}. Cut above them; 'transfer models check' says from where on.");
        }
    }

    private void Register(TensorProto proto)
    {
        using var scope = NewDisposeScope();
        var values = tensor(proto.ToFloats(), [.. proto.Dims]);
        if (_part.Frozen.Contains(proto.Name))
        {
            var buffer = values.DetachFromDisposeScope();
            _weights[proto.Name] = buffer;
            register_buffer(proto.Name, buffer);
            return;
        }

        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        _weights[proto.Name] = parameter;
        register_parameter(proto.Name, parameter);
    }

    /// <summary>For each tensor that is computed on the way, the last node that reads it.</summary>
    private Dictionary<string, int> LastUses()
    {
        var last = new Dictionary<string, int>();
        foreach (var (index, node) in _part.Nodes.Index())
        {
            foreach (var name in node.Input.Where(i => i.Length > 0 && i != _part.Output && !_weights.ContainsKey(i) && !_part.Statics.ContainsKey(i)))
            {
                last[name] = index;
            }
        }

        return last;
    }

    /// <summary>The features as the tensors at the cut; a row of a cut of several tensors holds them one after another.</summary>
    private Dictionary<string, Tensor> Enter(Tensor input)
    {
        var values = new Dictionary<string, Tensor>();
        var start = 0L;
        for (var i = 0; i < _shapes.Length; i++)
        {
            var length = _shapes[i].Aggregate(1L, (product, dim) => product * dim);
            var rows = _shapes.Length == 1 ? input : input.flatten(1).narrow(1, start, length);
            var tensor = rows.reshape([input.shape[0], .. _shapes[i]]);
            // Channels-last strides: pooling and depthwise convolutions are many times faster with them on a processor.
            values[_part.Inputs[i]] = tensor.dim() == 4 ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : tensor;
            start += length;
        }

        return values;
    }

    private void Feed(NodeCall call, int index, string name, Dictionary<string, Tensor> values, long batch, torch.Device device)
    {
        if (values.TryGetValue(name, out var tensor) || _weights.TryGetValue(name, out tensor))
        {
            call.Set(index, tensor, null);
        }
        else if (_part.Statics.TryGetValue(name, out var value))
        {
            call.Set(index, Constant(name, value, batch, device), value.At(batch));
        }
    }

    private Tensor Constant(string name, StaticValue value, long batch, torch.Device device)
    {
        if (_constants.TryGetValue(name, out var known) && known.device == device)
        {
            return known;
        }

        using var floats = torch.tensor(value.At(batch), value.Shape, device: device);
        var made = floats.to(value.Type switch
        {
            TensorProto.Types.DataType.Int64 => ScalarType.Int64,
            TensorProto.Types.DataType.Int32 => ScalarType.Int32,
            TensorProto.Types.DataType.Bool => ScalarType.Bool,
            TensorProto.Types.DataType.Double => ScalarType.Float64,
            _ => ScalarType.Float32,
        });
        if (value.PerImage is null)
        {
            known?.Dispose();
            _constants[name] = made.DetachFromDisposeScope();
        }

        return made;
    }

    private sealed record Step(OperatorTable.Operator Compute, NodeCall Call, string[] LastUses);
}
