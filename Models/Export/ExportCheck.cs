using System.Globalization;
using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models.Export;

/// <summary>Compares an export in ONNX Runtime with the outputs of the trained model. A file that differs must not be kept.</summary>
internal static class ExportCheck
{
    /// <summary>
    /// The largest accepted difference of two outputs: float32 sums in another order. Relative to outputs above 1, and to the largest where
    /// that is below 1 and outputs are no probabilities, since values have a unit.
    /// </summary>
    public const float Tolerance = 1e-4f;

    /// <summary>Compares the exported head on features <c>[rows, F]</c>. The other methods have the same result and exception.</summary>
    /// <param name="expected">The outputs of the trained model, <c>[rows, K]</c>.</param>
    /// <returns>The largest difference.</returns>
    /// <exception cref="InvalidDataException">The outputs differ by more than <see cref="Tolerance"/>.</exception>
    public static float Head(OnnxGraph below, Head head, ModelMetadata metadata, Memory<float> features, ReadOnlySpan<float> expected)
    {
        var rows = features.Length / head.Features;
        return Compare("head", Run(OnnxExporter.ExportHead(below, head, metadata), features, rows, metadata), expected, rows, metadata);
    }

    /// <summary>Compares the whole exported file of a model of tables on rows <c>[rows, F]</c>.</summary>
    public static float Rows(OnnxGraph exported, ModelMetadata metadata, Memory<float> features, ReadOnlySpan<float> expected)
    {
        var rows = features.Length / metadata.Features!.Value;
        return Compare("file", Run(exported, features, rows, metadata), expected, rows, metadata);
    }

    /// <summary>Compares the outputs of an exported file for whole images.</summary>
    /// <param name="actual">Its outputs, <c>[N, K]</c>.</param>
    /// <param name="expected">The outputs of the trained model, <c>[N, K]</c>.</param>
    /// <param name="names">What the images are called, <c>[N]</c>.</param>
    /// <param name="explain">Says in a sentence what is wrong with the file for an image, given by its index.</param>
    public static float Images(
        float[] actual, ReadOnlySpan<float> expected, IReadOnlyList<string> names, ModelMetadata metadata, Func<int, string> explain)
    {
        var (trained, units) = Comparable(ref actual, expected, names.Count, metadata);
        var difference = OutputDifference.Of(actual, trained, units);
        if (difference.Largest <= Tolerance)
        {
            return difference.Largest;
        }

        var (image, column) = (difference.Index / metadata.Classes.Count, difference.Index % metadata.Classes.Count);
        throw Refused($"file differs from the trained model for '{names[image]}'", difference with { Index = column }, explain(image));
    }

    /// <summary>Compares what an exported file makes of a decoded image with the image as the network was trained on it.</summary>
    /// <param name="front">The nodes of the file that do it: <see cref="ImageFront.Of"/>.</param>
    /// <param name="pixels">The image, <c>[height, width, 3]</c>.</param>
    /// <param name="height">Its height in pixels.</param>
    /// <param name="prepared">The same image, resized and normalised as in training, <c>[3, size, size]</c>.</param>
    public static float Front(InferenceSession front, byte[] pixels, int height, float[] prepared)
    {
        long[] shape = [1, height, pixels.Length / 3 / height, 3];
        var actual = ExportedModel.Run<byte>(front, pixels, shape, front.OutputNames[0]);
        // The largest may be negative.
        var unit = Math.Max(1, MathF.Abs(TensorPrimitives.MaxMagnitude<float>(prepared)));
        return Compare("resize and normalisation", actual, prepared, [unit]);
    }

    /// <summary>Compares an exported file on its golden vectors with the trainer's outputs.</summary>
    /// <param name="session">The whole file.</param>
    /// <param name="metadata">Its metadata.</param>
    public static float Golden(InferenceSession session, ModelMetadata metadata)
    {
        var golden = metadata.Golden!;
        var outputs = golden.Run(session);
        return Compare("file on its golden vectors", outputs, golden.Outputs, golden.Units(metadata.OutputActivation));
    }

    private static float[] Run(OnnxGraph graph, Memory<float> features, int rows, ModelMetadata metadata)
    {
        using var session = new InferenceSession(graph.ToByteArray());
        return ExportedModel.Run(session, features, [rows, features.Length / rows], OutputNodes.NameOf(metadata.Targets));
    }

    private static float Compare(string part, float[] actual, ReadOnlySpan<float> trained, int rows, ModelMetadata metadata)
    {
        var (expected, units) = Comparable(ref actual, trained, rows, metadata);
        return Compare(part, actual, expected, units);
    }

    /// <summary>Outputs of both with one temperature, and what differences are relative to.</summary>
    private static (float[] Expected, float[] Units) Comparable(
        ref float[] actual, ReadOnlySpan<float> trained, int rows, ModelMetadata metadata)
    {
        var (expected, temperature) = (ExportedModel.Named(trained, rows, metadata), metadata.Temperature);
        // Outputs are compared where they are less sure: there float32 still tells them apart.
        if (temperature > 1)
        {
            actual = Tempering.Apply(actual, rows, 1 / temperature);
        }
        else if (temperature < 1)
        {
            expected = Tempering.Apply(expected, rows, temperature);
        }

        return (expected, OutputDifference.Units(expected, rows, metadata.OutputActivation));
    }

    private static float Compare(string part, float[] actual, float[] expected, float[] units)
    {
        if (actual.Length != expected.Length)
        {
            throw new InvalidDataException($"The exported {part} has {actual.Length} outputs, not {expected.Length}. It was not kept.");
        }

        var difference = OutputDifference.Of(actual, expected, units);
        return difference.Largest <= Tolerance
            ? difference.Largest
            : throw Refused($"{part} differs from the trained model", difference, "");
    }

    private static InvalidDataException Refused(string what, OutputDifference difference, string why) =>
        new(string.Create(CultureInfo.InvariantCulture,
            $"The exported {what} by {difference}; at most {Tolerance} is accepted. It was not kept. {why}").TrimEnd());
}
