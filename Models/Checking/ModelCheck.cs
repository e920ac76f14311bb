using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Finds out before any work whether a network can be fine-tuned: import, parity with ONNX Runtime, a training step, export.</summary>
public sealed class ModelCheck
{
    /// <summary>The largest relative difference to ONNX Runtime that counts as agreement: float32 summed in another order, over many layers.</summary>
    public const double Tolerance = 1e-4;

    private const int Images = 2;
    private const int CutsToCompare = 5;

    private readonly OnnxGraph _graph;
    private readonly int _imageSize;
    private readonly IReadOnlyList<CutPoint> _cuts;
    private readonly CutPoint _end;
    private readonly float[] _images;
    private readonly List<string> _faults = [];
    private readonly Dictionary<string, StaticValue> _statics;
    private readonly List<CutPoint> _trainable;
    private readonly List<CutPoint> _compared;
    private readonly CutPoint? _trainFrom;
    private readonly Dictionary<string, float[]> _rows;

    private ModelCheck(OnnxGraph graph, int imageSize)
    {
        (_graph, _imageSize) = (graph, imageSize);
        _cuts = [.. CutPoints.Find(graph, imageSize).Where(c => c.Shape.Count > 0)];
        _end = _cuts.Single(c => c.IsDefault);
        _images = CheckImages.Make(Images, imageSize);
        _statics = GraphPart.Fold(graph, Top, imageSize);
        _trainable = [.. _cuts.Where(IsTrainable)];
        _compared = [.. Spread([.. _trainable.Where(c => c.Name != Top)])];
        // Half of the way up: enough layers for a wrong gradient to show.
        var below = _trainable.Where(c => c.MultiplyAddsBelow < _end.MultiplyAddsBelow).ToList();
        _trainFrom = below.Count > 0 ? below[below.Count / 2] : null;
        _rows = CheckSession.Run(graph, [.. _compared.SelectMany(c => c.Tensors), _end.Name, Top, .. _trainFrom?.Tensors ?? []], _images, Images, imageSize);
    }

    /// <summary>The network's output, or the end of the base where the rest does not exist at this size.</summary>
    private string Top => _cuts[^1].Tensors.Contains(_graph.OutputName) ? _graph.OutputName : _end.Name;

    /// <summary>Checks a network.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="imageSize">Height and width of the images in pixels.</param>
    /// <exception cref="NotSupportedException">The network does not run at this size, or has no cut point.</exception>
    public static ModelCheckResult Run(OnnxGraph graph, int imageSize)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return new ModelCheck(graph, imageSize).Run();
    }

    private ModelCheckResult Run()
    {
        var whole = CutPoints.Whole(_graph, _imageSize, _cuts[0]);
        var all = GraphPart.Between(_graph, whole.Tensors, Top, _statics);
        var unsupported = TrainableGraph.Unsupported(all).ToDictionary(u => u.Operator, u => u.Count);
        var cuts = _cuts.Select(c => new CutCheck(c.Name, c.Aliases, c.Shape, _trainable.Contains(c))).ToList();
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
            Cuts = cuts,
            UnsupportedOperators = unsupported,
            Faults = _faults,
        };
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

        var step = CheckStep.Run(_graph, from, _end, _statics, _rows, _images, Images, _imageSize);
        if (!(step.After < step.Before))
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"A training step from '{from.Name}' does not lower the loss: {step.Before:G6} before, {step.After:G6} after."));
        }

        Judge($"The export of the network trained from '{from.Name}'", step.ExportDifference);
        return result with { LossBefore = step.Before, LossAfter = step.After, TrainedFrom = from.Name, ExportDifference = step.ExportDifference };
    }

    /// <summary>Fine-tuning needs what lies between a cut and the end of the base; above the end only the output is left.</summary>
    private string Target(CutPoint cut) => cut.MultiplyAddsBelow < _end.MultiplyAddsBelow ? _end.Name : Top;

    private bool IsTrainable(CutPoint cut) => TrainableGraph.Unsupported(GraphPart.Between(_graph, cut.Tensors, Target(cut), _statics)).Count == 0;

    private static IEnumerable<CutPoint> Spread(List<CutPoint> cuts) => cuts.Count <= CutsToCompare ? cuts
        : Enumerable.Range(0, CutsToCompare).Select(i => cuts[i * (cuts.Count - 1) / (CutsToCompare - 1)]);

    private double Compare(CutPoint cut, string target)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var module = new TrainableGraph(_graph, cut, target, _statics);
        module.eval();
        var input = cat([.. cut.Tensors.Select(t => tensor(_rows[t]).reshape(Images, -1))], 1);
        var difference = CheckSession.Difference(module.forward(input).contiguous().data<float>().ToArray(), _rows[target]);
        Judge(cut.Operator == "input" ? "The whole network in TorchSharp" : $"What is above '{cut.Name}'", difference);
        return difference;
    }

    private void Judge(string what, double difference)
    {
        if (!(difference <= Tolerance))
        {
            _faults.Add(string.Create(CultureInfo.InvariantCulture, $"{what} differs from ONNX Runtime by {difference:G3} of the largest value; at most {Tolerance} is accepted."));
        }
    }
}
