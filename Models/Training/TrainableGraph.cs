using System.Runtime.InteropServices;
using TorchSharp;
using Transfer.Models.Onnx;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Transfer.Models.Training;

/// <summary>
/// The part of a network above a cut as a TorchSharp module with the weights of the file: features at the cut as <see cref="ConvBase"/>
/// gives them without pooling, <c>[N, C, H, W]</c> or flat as <c>[N, F]</c>, to a tensor above. Its parameters have the names of the
/// initializers.
/// </summary>
/// <remarks>
/// BatchNormalization uses the statistics of the file in training as well (<c>training=False</c> in Keras). An initializer that several
/// nodes read is one parameter.
/// </remarks>
/// <example>
/// <code>
/// var backbone = Backbone.Load("resnet50.onnx");
/// var cuts = CutPoints.Find(backbone.Graph);
/// var cut = Unfreezing.Resolve(backbone.Graph, cuts, imageSize: 224, "layer4");
/// using var layer4 = new TrainableGraph(backbone.Graph, cut, cuts.Single(c => c.IsDefault).Name, imageSize: 224);
/// var map = layer4.forward(features);
/// layer4.ToGraph().Save("resnet50-trained.onnx");
/// </code>
/// </example>
public sealed class TrainableGraph : nn.Module<Tensor, Tensor>
{
    private readonly long[][] _shapes;
    private readonly MapPooling _entry;
    private readonly List<Step> _steps = [];
    private readonly Dictionary<string, Tensor> _constants = [];

    /// <summary>Imports the part between a cut and a tensor.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="cut">Where features enter.</param>
    /// <param name="output">The tensor to compute, usually that of a higher cut; null for the output of the network.</param>
    /// <param name="imageSize">Height and width of the images in pixels; shapes in the graph are computed for it.</param>
    /// <param name="compute">The number type of convolutions and matrix products. Default float32.</param>
    /// <exception cref="NotSupportedException">
    /// The part has operators that cannot be trained (the message names all), or it needs more of the network than the cut gives.
    /// </exception>
    public TrainableGraph(OnnxGraph graph, CutPoint cut, string? output, int imageSize, ComputeType compute = ComputeType.Float32)
        : this(Import(graph, cut, output, imageSize), cut, compute)
    {
    }

    internal TrainableGraph(
        GraphPart part, CutPoint cut, ComputeType computeType = ComputeType.Float32, TorchConvolutions? convolutions = null)
        : base(nameof(TrainableGraph))
    {
        Part = part;
        _shapes = [.. cut.Shapes.Select(s => s.Select(d => (long)d).ToArray())];
        _entry = MapPooling.Of(cut, Pooling.None);
        ThrowIfUnsupported();
        foreach (var tensor in part.Weights)
        {
            Register(tensor);
        }

        Blocks = TrainableBlocks.Of(part);
        var opset = part.Graph.Opset;
        var type = computeType switch
        {
            ComputeType.BFloat16 => ScalarType.BFloat16,
            ComputeType.Float16 => ScalarType.Float16,
            _ => ScalarType.Float32,
        };
        var lastUses = LastUses().ToLookup(use => use.Value, use => use.Key);
        foreach (var (index, node) in part.Nodes.Index())
        {
            var implementation = OperatorTable.Find(node.Domain, node.OpType, opset)!;
            var call = new NodeCall(node, opset, type) { Convolutions = convolutions ?? TorchConvolutions.Default };
            _steps.Add(new Step(implementation, call, [.. lastUses[index]]));
        }
    }

    /// <summary>The trained weights by initializer name, in the order of their use.</summary>
    public IReadOnlyDictionary<string, Parameter> Weights => named_parameters(recurse: false).ToDictionary(p => p.name, p => p.parameter);

    /// <summary>The trained weights by block, from the cut upwards.</summary>
    public IReadOnlyList<TrainableBlock> Blocks { get; }

    /// <summary>How far training has moved each block from the weights in the file.</summary>
    public IReadOnlyList<BlockChange> Changes => TrainableBlocks.Changes(this);

    /// <summary>
    /// Whether BatchNormalization learns its statistics from the batches. Default false; only for a network that is trained from random
    /// weights.
    /// </summary>
    public bool LearnsStatistics { get; set; }

    /// <summary>Frozen tensors above the cut by initializer name, such as the statistics of BatchNormalization.</summary>
    internal IEnumerable<(string Name, Tensor Value)> Frozen => named_buffers(recurse: false);

    internal GraphPart Part { get; }

    /// <summary>The network from the image to the output, with the present weights.</summary>
    public OnnxGraph ToGraph() => WeightWriteBack.Apply(this);

    /// <summary>Operators that cannot be trained, with the number of nodes that have each.</summary>
    internal static List<(string Operator, int Count)> Unsupported(GraphPart part)
    {
        var read = part.Nodes.SelectMany(n => n.Reads()).Append(part.Output).Where(name => !part.Statics.ContainsKey(name)).ToHashSet();
        return [.. part.Nodes.Select(Lacking).OfType<string>().GroupBy(name => name)
            .OrderBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Count()))];

        string? Lacking(NodeProto node)
        {
            var name = node.IsStandard() ? node.OpType : $"{node.Domain}.{node.OpType}";
            var known = OperatorTable.Find(node.Domain, node.OpType, part.Graph.Opset);
            return known is null ? name
                : node.Output.Index().Skip(known.Outputs).Where(o => read.Contains(o.Item)).Select(o => $"{name} with output {o.Index + 1}")
                    .FirstOrDefault();
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        if (!Part.Graph.RunsOneByOne || input.shape[0] <= 1)
        {
            return Run(input, null);
        }

        using var scope = NewDisposeScope();
        return cat([.. input.split(1).Select(image => Run(image, null))]).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the output, and passes each tensor on the way to <paramref name="visit"/>.</summary>
    internal Tensor Run(Tensor input, Action<string, Tensor>? visit)
    {
        using var scope = NewDisposeScope();
        var values = Enter(input);
        foreach (var (name, weight) in named_parameters(recurse: false).Select(p => (p.name, (Tensor)p.parameter)).Concat(Frozen))
        {
            values[name] = weight;
        }

        foreach (var step in _steps)
        {
            var node = step.Call.Node;
            step.Call.Training = training && is_grad_enabled();
            step.Call.LearnsStatistics = LearnsStatistics && training;
            foreach (var (i, name) in node.Input.Index())
            {
                if (values.TryGetValue(name, out var tensor))
                {
                    step.Call.Set(i, tensor, null);
                }
                else if (Part.Statics.TryGetValue(name, out var value))
                {
                    step.Call.Set(i, Constant(name, value, input), value.At(input.shape[0]));
                }
            }

            foreach (var (name, value) in node.Output.Zip(Compute(step)))
            {
                values[name] = value;
                visit?.Invoke(name, value);
            }

            foreach (var name in step.LastUses)
            {
                // libtorch keeps what the backward pass needs.
                values.Remove(name, out var done);
                done?.Dispose();
            }
        }

        return values[Part.Output].to(ScalarType.Float32).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var tensor in parameters(recurse: false).Concat(buffers(recurse: false)).Concat(_constants.Values))
            {
                tensor.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private static Tensor[] Compute(Step step)
    {
        try
        {
            return step.Operator.Compute(step.Call);
        }
        catch (ExternalException exception)
        {
            throw step.Call.Wrong($"libtorch refuses it ({exception.Message.Split('\n')[0].Trim()})");
        }
    }

    private static GraphPart Import(OnnxGraph graph, CutPoint cut, string? output, int imageSize)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cut);
        output ??= graph.OutputName;
        return GraphPart.Between(graph, cut.Tensors, output, GraphPart.Fold(graph, output, imageSize));
    }

    private void ThrowIfUnsupported()
    {
        var missing = Unsupported(Part);
        if (missing.Count > 0)
        {
            throw new NotSupportedException(
                $"'{Part.Graph.Name}' has operators above '{string.Join("' and '", Part.Inputs)}' that cannot be trained: "
                + $"{string.Join(", ", missing.Select(m => $"{m.Operator} ({m.Count})"))}. "
                + "Choose a cut above them; a check of the network lists the cuts that can be trained from.");
        }
    }

    private void Register(TensorProto proto)
    {
        using var scope = NewDisposeScope();
        var values = tensor(proto.ToFloats(), [.. proto.Dims]);
        if (Part.Frozen.Contains(proto.Name))
        {
            register_buffer(proto.Name, values.DetachFromDisposeScope());
            return;
        }

        var parameter = new Parameter(values);
        parameter.DetachFromDisposeScope();
        register_parameter(proto.Name, parameter);
    }

    /// <summary>For each tensor that is computed on the way, the last node that reads it.</summary>
    private Dictionary<string, int> LastUses()
    {
        var kept = Part.Weights.Select(t => t.Name).Concat(Part.Statics.Keys).Append(Part.Output).ToHashSet();
        var last = new Dictionary<string, int>();
        foreach (var (index, node) in Part.Nodes.Index())
        {
            foreach (var name in node.Input.Where(i => i.Length > 0 && !kept.Contains(i)))
            {
                last[name] = index;
            }
        }

        return last;
    }

    /// <summary>The features as the tensors at the cut; with several tensors a row holds them one after another.</summary>
    private Dictionary<string, Tensor> Enter(Tensor input)
    {
        var values = new Dictionary<string, Tensor>();
        var start = 0L;
        foreach (var (name, shape) in Part.Inputs.Zip(_shapes))
        {
            var length = shape.Product();
            var tensor = _shapes.Length == 1 ? _entry.Restore(input)
                : input.flatten(1).narrow(1, start, length).reshape([input.shape[0], .. shape]);
            // Pooling and depthwise convolutions are many times faster on a processor with channels-last strides.
            values[name] = tensor.dim() == 4 && !_entry.IsMoved ? tensor.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2) : tensor;
            start += length;
        }

        return values;
    }

    /// <summary>A constant on the device of the input. It is kept, unless it depends on the batch size.</summary>
    private Tensor Constant(string name, StaticValue value, Tensor input)
    {
        if (_constants.TryGetValue(name, out var known) && known.device == input.device)
        {
            return known;
        }

        using var floats = torch.tensor(value.At(input.shape[0]), value.Shape, device: input.device);
        var made = floats.to(Shaping.TypeOf(value.Type) ?? ScalarType.Float32);
        if (value.PerImage is null)
        {
            known?.Dispose();
            _constants[name] = made.DetachFromDisposeScope();
        }

        return made;
    }

    private sealed record Step(OperatorTable.Operator Operator, NodeCall Call, string[] LastUses);
}
