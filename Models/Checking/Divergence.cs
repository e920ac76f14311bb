using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Models.Checking;

/// <summary>Compares tensors of TorchSharp with those of ONNX Runtime.</summary>
internal static class Divergence
{
    private const int MostTensors = 400;
    private const int TensorsPerRun = 16;

    /// <summary>The largest difference relative to the largest expected value; NaN when a value is NaN.</summary>
    public static double Of(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        if (actual.Length != expected.Length)
        {
            return double.PositiveInfinity;
        }

        var (worst, largest) = (0.0, 0.0);
        for (var i = 0; i < actual.Length; i++)
        {
            worst = Math.Max(worst, Math.Abs((double)actual[i] - expected[i]));
            largest = Math.Max(largest, Math.Abs(expected[i]));
        }

        return largest == 0 ? worst : worst / largest;
    }

    /// <summary>The first tensor above the cut that differs by more than the tolerance, in a sentence; null when none does.</summary>
    /// <param name="trained">The part above the cut in TorchSharp.</param>
    /// <param name="graph">The whole network for ONNX Runtime.</param>
    /// <param name="rows">Features at the cut, <c>[count, F]</c>, of the same images.</param>
    /// <param name="images">The images.</param>
    /// <param name="tolerance">Relative to the largest value of the tensor.</param>
    public static string? First(TrainableGraph trained, OnnxGraph graph, Tensor rows, ImageBatch images, double tolerance)
    {
        using var none = no_grad();
        var values = new Dictionary<string, (float[] Values, string Shape)>();
        using var output = trained.Run(rows, (name, tensor) =>
        {
            if (tensor.is_floating_point())
            {
                using var whole = tensor.to(ScalarType.Float32).contiguous().cpu();
                values[name] = (whole.data<float>().ToArray(), string.Join(",", tensor.shape));
            }
        });
        var nodes = trained.Part.Nodes.Take(MostTensors).Where(n => values.ContainsKey(n.Output[0]));
        foreach (var chunk in nodes.Chunk(TensorsPerRun))
        {
            var expected = GraphProbe.Floats(graph, chunk.Select(n => n.Output[0]), images);
            foreach (var node in chunk)
            {
                var name = node.Output[0];
                var difference = Of(values[name].Values, expected[name]);
                if (!(difference <= tolerance))
                {
                    return string.Create(CultureInfo.InvariantCulture,
                        $"The first tensor that differs is '{name}' [{values[name].Shape}], the output of {node.OpType}, "
                        + $"by {difference:G3} of its largest value.");
                }
            }
        }

        return null;
    }
}
