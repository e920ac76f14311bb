using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Models.Checking;

/// <summary>
/// Checks whether a network can be fine-tuned: its import into TorchSharp, agreement with ONNX Runtime, a training step and an export.
/// </summary>
public sealed class ModelCheck
{
    /// <summary>
    /// The largest difference to the untouched file in ONNX Runtime that is accepted in a network that does not make rounding large,
    /// relative to the largest value: float32 sums in another order.
    /// </summary>
    public const double Tolerance = Rounding.Tolerance;

    private const int CutsToCompare = 5;

    private readonly OnnxGraph _graph;
    private readonly IReadOnlyList<CutPoint> _cuts;
    private readonly CutPoint _end;
    private readonly Reference _reference;
    private readonly int _imageSize;
    private readonly CancellationToken _cancellation;
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, StaticValue> _statics;
    private readonly List<CutPoint> _trainable;
    private readonly List<CutPoint> _compared;
    private readonly CutPoint? _trainFrom;
    private readonly Dictionary<string, float[]> _values;

    private ModelCheck(OnnxGraph graph, int imageSize, CancellationToken cancellation)
    {
        (_graph, _imageSize, _cancellation) = (graph, imageSize, cancellation);
        _cuts = [.. CutPoints.Find(graph, imageSize).Where(c => c.Shape.Count > 0)];
        _end = _cuts.Single(c => c.IsDefault);
        _reference = Reference.Of(graph, imageSize);
        _statics = GraphPart.Fold(graph, Top, imageSize);
        _trainable = [.. _cuts.Where(c => TrainableGraph.Unsupported(PartAbove(c)).Count == 0)];
        _compared = [.. Spread([.. _trainable.Where(c => c.Name != Top)])];
        // Half of the base: enough layers to show a wrong gradient.
        var below = _trainable.Where(c => c.MultiplyAddsBelow < _end.MultiplyAddsBelow).ToList();
        _trainFrom = below.Count > 0 ? below[below.Count / 2] : null;
        var inputs = _compared.Append(_trainFrom).OfType<CutPoint>().SelectMany(c => c.Tensors);
        _values = _reference.Run([.. inputs, .. _end.Tensors, Top]);
    }

    /// <summary>The output of the network, or the end of the base when the network does not reach its output at this image size.</summary>
    private string Top => _cuts[^1].Tensors.Contains(_graph.OutputName) ? _graph.OutputName : _end.Name;

    /// <summary>Checks a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="imageSize">Height and width of the images in pixels.</param>
    /// <param name="cancellation">Stops between two comparisons.</param>
    /// <exception cref="NotSupportedException">The network does not run at this size, or has no cut point.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static ModelCheckResult Run(OnnxGraph graph, int imageSize, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new ModelCheck(graph, imageSize, cancellation).Run();
    }

    private ModelCheckResult Run()
    {
        var whole = CutPoints.Whole(_graph, _imageSize, _cuts[0]);
        var part = PartBetween(whole, Top);
        var weights = part.Weights.ToLookup(t => part.Frozen.Contains(t.Name), t => new CheckedWeight(t.Name, [.. t.Dims]));
        var unsupported = TrainableGraph.Unsupported(part).ToDictionary(u => u.Operator, u => u.Count);
        if (unsupported.Count > 0)
        {
            _faults.Add($"Operators that cannot be trained: {string.Join(", ", unsupported.Select(u => $"{u.Key} ({u.Value})"))}.");
        }

        var result = new ModelCheckResult
        {
            Model = _graph.Name,
            ImageSize = _imageSize,
            RandomWeights = _graph.RandomWeights,
            BaseEnd = _end.Name,
            Cuts = [.. _cuts.Select(c => new CutCheck(c.Name, c.Aliases, c.Shape, _trainable.Contains(c)))],
            Trained = [.. weights[false]],
            Constants = [.. weights[true]],
            UnsupportedOperators = unsupported,
            Faults = _faults,
            Notes = _graph.RunsOneByOne ? [BatchOfOne.Sentence(_graph.Name)] : [],
            BaseDifference = CompareBase(out var isMixing),
        };
        if (isMixing)
        {
            // Every other comparison would say the same.
            return result;
        }

        result = result with
        {
            WholeDifference = unsupported.Count == 0 ? Compare(whole, Top) : null,
            CutDifferences = _compared.ToDictionary(c => c.Name, c => Compare(c, Target(c))),
        };
        if (_trainFrom is not { } from)
        {
            _faults.Add("There is no cut below the end of the base from which it could be trained.");
            return result;
        }

        _cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        // Where tokens could become a row in several ways, each is as good to check with.
        var pooling = MapPooling.Of(_end, _end.ChannelAxis is null ? Pooling.None : _end.TokenPooling ?? Pooling.Average);
        using var trained = new TrainableGraph(PartBetween(from, _end.Name), from);
        var end = (_reference.Rows(_end, pooling, _values), pooling);
        var step = CheckStep.Run(trained, Rows(from, Values(trained.Part)), end, _reference.Images, _reference.Tolerance);
        if (!(step.After < step.Before))
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture,
                $"A training step from '{from.Name}' does not lower the loss: {step.Before:G6} before, {step.After:G6} after."));
        }

        Judge($"The export of the network trained from '{from.Name}'", step.ExportDifference, step.Accepted);
        result = result with { LossBefore = step.Before, LossAfter = step.After };
        return result with { TrainedFrom = from.Name, ExportDifference = step.ExportDifference };
    }

    /// <summary>Fine-tuning needs the part between a cut and the end of the base; above the end only the output is left.</summary>
    private string Target(CutPoint cut) => cut.MultiplyAddsBelow < _end.MultiplyAddsBelow ? _end.Name : Top;

    private GraphPart PartAbove(CutPoint cut) => PartBetween(cut, Target(cut));

    private GraphPart PartBetween(CutPoint cut, string output) => GraphPart.Between(_graph, cut.Tensors, output, _statics);

    private static IEnumerable<CutPoint> Spread(List<CutPoint> cuts) => cuts.Count <= CutsToCompare ? cuts
        : Enumerable.Range(0, CutsToCompare).Select(i => cuts[i * (cuts.Count - 1) / (CutsToCompare - 1)]);

    /// <summary>What enters a part and what it gives. Where the file computes in 16 bits, the part does not.</summary>
    private Dictionary<string, float[]> Values(GraphPart part) =>
        ReferenceEquals(part.Graph, _graph) ? _values : part.Measure(_reference.Images);

    /// <summary>The features at a cut, <c>[count, F]</c>.</summary>
    private Tensor Rows(CutPoint cut, Dictionary<string, float[]> values) =>
        _reference.Rows(cut, MapPooling.Of(cut, Pooling.None), values);

    /// <summary>The base up to its end as it runs in an extraction.</summary>
    private double CompareBase(out bool isMixing)
    {
        using var convBase = new ConvBase(_graph, _end, _imageSize, Pooling.None, Device.Cpu);
        var measured = BaseComparison.Measure(_reference, _end, convBase);
        var mixing = BaseComparison.Mixing(_reference, _end, convBase, measured.Accepted);
        if ((mixing ?? BaseComparison.Fault(_reference, _end, convBase, measured)) is { } fault)
        {
            _faults.Add(fault);
        }

        isMixing = mixing is not null;

        return measured.Difference;
    }

    private double Compare(CutPoint cut, string target)
    {
        _cancellation.ThrowIfCancellationRequested();
        using var scope = NewDisposeScope();
        using var module = new TrainableGraph(PartBetween(cut, target), cut);
        module.eval();
        var what = cut.Operator == "input" ? "The whole network in TorchSharp" : $"The part above '{cut.Name}' in TorchSharp";
        var (values, isExact) = (Values(module.Part), ReferenceEquals(module.Part.Graph, _graph));
        var rows = Rows(cut, values);
        var (difference, accepted) = PartComparison.Measure(
            module, rows, values[target], isExact || _reference.IsQuantised ? _reference.Tolerance : Tolerance);
        var first = difference <= accepted || !isExact ? null
            : Divergence.First(module, tensors => _reference.Run(tensors, _reference.FirstImage), rows, accepted);
        Judge(what, difference, accepted, first);
        if (!isExact)
        {
            Judge($"{what}, computed in float32,", Divergence.Of(values[target], _values[target]), _reference.Tolerance);
        }

        return difference;
    }

    private void Judge(string what, double difference, double accepted, string? first = null)
    {
        if (!(difference <= accepted))
        {
            _faults.Add(Divergence.Fault(what, difference, accepted, first));
        }
    }
}
