using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Finds where TorchSharp and ONNX Runtime part ways.</summary>
internal static class Divergence
{
    private const int MostTensors = 400;

    /// <summary>The first tensor on the way that differs by more than the tolerance, in one sentence; null when none does.</summary>
    /// <param name="trained">The part in TorchSharp.</param>
    /// <param name="graph">The whole in ONNX Runtime.</param>
    /// <param name="rows">Features at the cut, <c>[count, ...]</c>, of the same images.</param>
    /// <param name="images">Images <c>[count, 3, size, size]</c>.</param>
    /// <param name="tolerance">Relative to the largest value of the tensor.</param>
    public static string? First(TrainableGraph trained, OnnxGraph graph, Tensor rows, float[] images, int count, int size, double tolerance)
    {
        using var none = no_grad();
        var names = trained.Part.Nodes.Select(n => n.Output[0]).Take(MostTensors).ToArray();
        var values = new Dictionary<string, (float[] Values, string Shape)>();
        using (trained.Run(rows, (name, tensor) =>
        {
            if (tensor.is_floating_point())
            {
                using var whole = tensor.to(ScalarType.Float32).contiguous().cpu();
                values[name] = (whole.data<float>().ToArray(), string.Join(",", tensor.shape));
            }
        }))
        {
            foreach (var chunk in names.Where(values.ContainsKey).Chunk(16))
            {
                var expected = CheckSession.Run(graph, chunk, images, count, size);
                foreach (var name in chunk)
                {
                    var difference = CheckSession.Difference(values[name].Values, expected[name]);
                    if (!(difference <= tolerance))
                    {
                        var node = trained.Part.Nodes.First(n => n.Output.Contains(name));
                        return string.Create(CultureInfo.InvariantCulture,
                            $"The first tensor that differs is '{name}' [{values[name].Shape}], the output of {node.OpType}, by {difference:G3} of its largest value.");
                    }
                }
            }
        }

        return null;
    }
}
