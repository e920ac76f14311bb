using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Transfer.Models.Checking;

/// <summary>Compares the base as it runs, with all optimizations and our convolutions, with the untouched file.</summary>
internal static class BaseComparison
{
    private const int TensorsPerRun = 16;

    /// <summary>The largest difference, relative to the largest value, and the largest that is accepted.</summary>
    /// <param name="reference">The values that it must have.</param>
    /// <param name="cut">Where its features leave.</param>
    /// <param name="convBase">The base.</param>
    public static (double Difference, double Accepted) Measure(Reference reference, CutPoint cut, ConvBase convBase)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var expected = Features(reference, cut, convBase.Pooling, reference.Run(cut.Tensors));
        var difference = Divergence.Of(Run(convBase, reference.Images), expected);
        return difference <= reference.Tolerance
            ? (difference, reference.Tolerance)
            : (difference, Accepted(reference, cut, convBase.Pooling));
    }

    /// <summary>Whether the base differs or mixes the images of a batch, in a sentence; null if it does not.</summary>
    /// <inheritdoc cref="Measure"/>
    public static string? Fault(Reference reference, CutPoint cut, ConvBase convBase)
    {
        var measured = Measure(reference, cut, convBase);
        return Mixing(reference, cut, convBase, measured.Accepted) ?? Fault(reference, cut, convBase, measured);
    }

    /// <summary>Whether the base mixes the images of a batch, in a sentence; null if it does not.</summary>
    /// <param name="reference">The values that it must have.</param>
    /// <param name="cut">Where its features leave.</param>
    /// <param name="convBase">The base.</param>
    /// <param name="accepted">The difference that is accepted.</param>
    public static string? Mixing(Reference reference, CutPoint cut, ConvBase convBase, double accepted)
    {
        return Found(accepted) is null ? null : Found(Accepted(reference, cut, convBase.Pooling));

        string? Found(double tolerance) =>
            BatchIndependence.Fault(reference.Graph, convBase, convBase.RunSequential, reference.Images.Values, tolerance);
    }

    /// <summary>Whether the base differs, in a sentence; null if it does not.</summary>
    /// <param name="reference">The values that it must have.</param>
    /// <param name="cut">Where its features leave.</param>
    /// <param name="convBase">The base.</param>
    /// <param name="measured">What <see cref="Measure"/> gave on them.</param>
    public static string? Fault(
        Reference reference, CutPoint cut, ConvBase convBase, (double Difference, double Accepted) measured)
    {
        var (difference, accepted) = measured;
        if (difference <= accepted)
        {
            return null;
        }

        var first = FirstNormalised(reference, cut) ?? FirstOptimized(reference, cut, convBase)
            ?? "It only differs for several images at once.";
        return Divergence.Fault($"The base up to '{cut.Name}'", difference, accepted, first);
    }

    /// <summary>What is accepted in a network that makes rounding large.</summary>
    private static double Accepted(Reference reference, CutPoint cut, MapPooling pooling)
    {
        using var scope = NewDisposeScope();
        var moved = Divergence.Of(Features(reference, cut, pooling, reference.Moved(cut.Tensors)),
            Features(reference, cut, pooling, reference.Run(cut.Tensors)));
        return Rounding.Accepted(moved, reference.Tolerance, reference.Precision);
    }

    private static float[] Features(Reference reference, CutPoint cut, MapPooling pooling, Dictionary<string, float[]> values) =>
        reference.Rows(cut, pooling, values).contiguous().data<float>().ToArray();

    /// <summary>The features of images.</summary>
    private static float[] Run(ConvBase convBase, ImageBatch images)
    {
        var features = new float[images.Count * convBase.FeatureLength];
        convBase.Run(images.Values, images.Count, features);
        return features;
    }

    /// <summary>The first tensor in which the normalised graph differs, without any optimization; null when none does.</summary>
    private static string? FirstNormalised(Reference reference, CutPoint cut)
    {
        var image = reference.FirstImage;
        var nodes = new GraphTopology(reference.Graph.Model.Graph).NodesFor(cut.Tensors).Where(n => reference.IsInFile(n.Output[0]));
        foreach (var chunk in nodes.Chunk(TensorsPerRun))
        {
            var names = chunk.Select(n => n.Output[0]).ToList();
            var expected = reference.Run(names, image);
            var actual = GraphProbe.Floats(reference.Graph, names, image, GraphOptimizationLevel.ORT_DISABLE_ALL);
            if (chunk.FirstOrDefault(n => !(Divergence.Of(actual[n.Output[0]], expected[n.Output[0]]) <= reference.Tolerance)) is { } node)
            {
                var name = node.Output[0];
                return Divergence.Sentence(name, node.OpType, Divergence.Of(actual[name], expected[name]));
            }
        }

        return null;
    }

    /// <summary>The first tensor in which the base differs only with optimizations of ONNX Runtime or our convolutions.</summary>
    private static string? FirstOptimized(Reference reference, CutPoint end, ConvBase convBase)
    {
        var cuts = CutPoints.Find(reference.Graph, convBase.ImageSize).Where(c => c.Shape.Count > 0).TakeWhile(c => c.Name != end.Name)
            .Append(end).ToList();
        // A difference at a cut stays above it.
        var (below, at) = (-1, cuts.Count - 1);
        var worst = double.NaN;
        while (at - below > 1)
        {
            var middle = (below + at) / 2;
            using var part = new ConvBase(reference.Graph, cuts[middle], convBase.ImageSize, Pooling.None, convBase.Device);
            var (difference, accepted) = Measure(reference, cuts[middle], part);
            (below, at, worst) = difference <= accepted ? (middle, at, worst) : (below, middle, difference);
        }

        return Divergence.Sentence(cuts[at].Name, cuts[at].Operator, worst)
            + " The normalised graph is right there without optimizations, and the difference comes with ONNX Runtime's optimizations or "
            + "Transfer's convolutions.";
    }
}
