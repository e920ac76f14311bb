using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Compares an export in ONNX Runtime with the trainer's outputs. A file that differs is not to be kept.</summary>
public static class ExportCheck
{
    /// <summary>The largest difference between two outputs that counts as agreement, of outputs above 1 a share of them: float32 summed in another order.</summary>
    public const float Tolerance = 1e-4f;

    /// <summary>The exported head on features, against the trainer's outputs.</summary>
    /// <param name="features">Features <c>[rows, F]</c>.</param>
    /// <param name="expected">The trainer's outputs, <c>[rows, 1]</c> or <c>[rows, classes]</c>.</param>
    /// <returns>The largest difference.</returns>
    /// <exception cref="InvalidDataException">They differ by more than <see cref="Tolerance"/>.</exception>
    public static float Head(OnnxGraph below, Head head, Memory<float> features, ReadOnlySpan<float> expected)
    {
        ArgumentNullException.ThrowIfNull(below);
        ArgumentNullException.ThrowIfNull(head);
        return Compare("head", OnnxExporter.ExportHead(below, head), features, features.Length / head.Features, expected);
    }

    /// <summary>The whole exported file of a model of tables, against the trainer's outputs.</summary>
    /// <param name="features">Rows <c>[rows, F]</c>.</param>
    /// <param name="rows">How many.</param>
    /// <param name="expected">The trainer's outputs, <c>[rows, K]</c>.</param>
    /// <returns>The largest difference.</returns>
    /// <exception cref="InvalidDataException">They differ by more than <see cref="Tolerance"/>.</exception>
    public static float Rows(OnnxGraph exported, Memory<float> features, int rows, ReadOnlySpan<float> expected)
    {
        ArgumentNullException.ThrowIfNull(exported);
        return Compare("file", exported, features, rows, expected);
    }

    /// <summary>The whole exported file on images, against the trainer's outputs.</summary>
    /// <param name="images">Normalised images <c>[count, 3, H, W]</c>.</param>
    /// <param name="expected">The trainer's outputs for them.</param>
    /// <returns>The largest difference.</returns>
    /// <exception cref="InvalidDataException">They differ by more than <see cref="Tolerance"/>.</exception>
    public static float Whole(ExportedModel model, Memory<float> images, int count, ReadOnlySpan<float> expected)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Compare("file", model.Run(images, count), expected);
    }

    /// <summary>Names the first tensor above the cut in which the exported file and the trained network part ways.</summary>
    /// <param name="trained">The trained part.</param>
    /// <param name="exported">The exported network.</param>
    /// <param name="rows">Features at the cut, <c>[count, F]</c>.</param>
    /// <param name="images">The same images, <c>[count, 3, size, size]</c>.</param>
    /// <returns>One sentence; null when they agree everywhere.</returns>
    public static string? FindDivergence(TrainableGraph trained, OnnxGraph exported, float[] rows, float[] images, int count, int size)
    {
        ArgumentNullException.ThrowIfNull(trained);
        ArgumentNullException.ThrowIfNull(exported);
        using var scope = TorchSharp.torch.NewDisposeScope();
        return Divergence.First(trained, exported, TorchSharp.torch.tensor(rows, [count, rows.Length / count]), images, count, size, Tolerance);
    }

    private static float Compare(string part, OnnxGraph graph, Memory<float> features, int rows, ReadOnlySpan<float> expected)
    {
        using var session = new InferenceSession(graph.ToByteArray());
        using var input = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, features, [rows, features.Length / rows]);
        using var options = new RunOptions();
        using var results = session.Run(options, [graph.InputName], [input], [OnnxExporter.OutputName]);
        return Compare(part, results[0].GetTensorDataAsSpan<float>(), expected);
    }

    private static float Compare(string part, ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        if (actual.Length != expected.Length)
        {
            throw new InvalidDataException($"The exported {part} gives {actual.Length} values where the trainer gave {expected.Length}; it was not kept.");
        }

        var (worst, where) = (0f, 0);
        for (var i = 0; i < actual.Length; i++)
        {
            // NaN compares false with everything, so it is asked for in this order.
            var difference = Math.Abs(actual[i] - expected[i]) / Math.Max(1, Math.Abs(expected[i]));
            if (!(difference <= worst))
            {
                (worst, where) = (difference, i);
            }
        }

        return worst <= Tolerance
            ? worst
            : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"The exported {part} differs from the trained model by {worst:G3} at value {where} ({actual[where]:G6}, expected {expected[where]:G6}); more than {Tolerance} is not accepted and the file was not kept."));
    }
}
