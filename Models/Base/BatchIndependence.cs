using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Checks that a network computes each image of a batch on its own.</summary>
internal static class BatchIndependence
{
    private const double Tolerance = 1e-4;

    /// <summary>Compares two images in one batch with the same images one by one.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="convBase">The shapes of images and features.</param>
    /// <param name="run">Computes the features of a number of images.</param>
    /// <exception cref="NotSupportedException">The network does not run on two images, or the features differ.</exception>
    public static void Verify(OnnxGraph graph, ConvBase convBase, Action<Memory<float>, int, Memory<float>> run)
    {
        var pixels = 3 * convBase.ImageSize * convBase.ImageSize;
        // Any two images that differ.
        var images = Enumerable.Range(0, 2 * pixels).Select(i => (i < pixels ? i % 251 : i % 127) / 64f).ToArray();
        if (Fault(graph, convBase, run, images, Tolerance) is { } fault)
        {
            throw new NotSupportedException(fault);
        }
    }

    /// <summary>The same in a sentence; null when there is no fault.</summary>
    /// <param name="images">Two images.</param>
    /// <param name="tolerance">The largest accepted difference, relative to the largest feature.</param>
    /// <inheritdoc cref="Verify"/>
    public static string? Fault(
        OnnxGraph graph, ConvBase convBase, Action<Memory<float>, int, Memory<float>> run, float[] images, double tolerance)
    {
        var (pixels, length) = (images.Length / 2, convBase.FeatureLength);
        var (together, alone) = (new float[2 * length], new float[2 * length]);
        try
        {
            run(images, 2, together);
        }
        catch (OnnxRuntimeException exception)
        {
            return $"'{graph.Name}' was exported for a batch of one and does not run on two images: {exception.Message.Split('\n')[0]} "
                + "Export it with a dynamic batch.";
        }

        run(images, 1, alone);
        run(images.AsMemory(pixels), 1, alone.AsMemory(length));
        var largest = together.Zip(alone, (a, b) => Math.Abs(a - b)).Max();
        return largest <= tolerance * Math.Max(1, alone.Max(Math.Abs)) ? null
            : $"'{graph.Name}' mixes the images of a batch: the features of two images together differ by {largest:G3} "
                + $"from those one by one. {Remedy(graph)}";
    }

    private static string Remedy(OnnxGraph graph) =>
        graph.Model.Graph.Node.FirstOrDefault(n => n.OpType == "BatchNormalization" && n.Int("training_mode", 0) != 0) is { } node
            ? $"Its BatchNormalization '{node.Output[0]}' computes the statistics of the batch (training_mode=1). "
                + "Export it in evaluation mode."
            : "Export it with a dynamic batch.";
}
