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

    /// <summary>
    /// The first tensor above the cut that differs by more than the tolerance for the first image, in a sentence; null when none does.
    /// </summary>
    /// <param name="trained">The part above the cut in TorchSharp.</param>
    /// <param name="expected">Computes tensors of the whole network for the first image: the batch may be anywhere in them.</param>
    /// <param name="rows">Features at the cut, <c>[count, F]</c>.</param>
    /// <param name="tolerance">Relative to the largest value of the tensor.</param>
    public static string? First(
        TrainableGraph trained, Func<IEnumerable<string>, Dictionary<string, float[]>> expected, Tensor rows, double tolerance)
    {
        using var none = no_grad();
        var values = new Dictionary<string, float[]>();
        using var first = rows.narrow(0, 0, 1);
        using var output = trained.Run(first, (name, tensor) =>
        {
            if (tensor.is_floating_point())
            {
                using var whole = tensor.to(ScalarType.Float32).contiguous().cpu();
                values[name] = whole.data<float>().ToArray();
            }
        });
        var nodes = trained.Part.Nodes.Take(MostTensors).Where(n => values.ContainsKey(n.Output[0]));
        foreach (var chunk in nodes.Chunk(TensorsPerRun))
        {
            var right = expected(chunk.Select(n => n.Output[0]));
            foreach (var node in chunk)
            {
                var difference = Of(values[node.Output[0]], right[node.Output[0]]);
                if (!(difference <= tolerance))
                {
                    return Sentence(node.Output[0], node.OpType, difference);
                }
            }
        }

        return null;
    }

    /// <summary>A sentence about a part that differs.</summary>
    /// <param name="what">The part.</param>
    /// <param name="difference">The largest difference, relative to the largest value.</param>
    /// <param name="accepted">The largest that is accepted.</param>
    /// <param name="first">A sentence that names the first tensor that differs; null where it is not known.</param>
    public static string Fault(string what, double difference, double accepted, string? first) => string.Create(
        CultureInfo.InvariantCulture,
        $"{what} differs from the untouched file in ONNX Runtime by {difference:G3} of the largest value; "
        + $"at most {accepted:G3} is accepted. {first}").TrimEnd();

    /// <summary>A sentence that names the first tensor that differs.</summary>
    public static string Sentence(string tensor, string type, double difference) => string.Create(CultureInfo.InvariantCulture,
        $"The first tensor that differs is '{tensor}', the output of {type}, by {difference:G3} of its largest value.");
}
