using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Checks that a network computes each image of a batch on its own.</summary>
internal static class BatchIndependence
{
    private const float Tolerance = 1e-4f;

    /// <summary>Compares two images in one batch with the same images one by one.</summary>
    /// <param name="name">The network, for the messages.</param>
    /// <param name="convBase">The shapes of images and features.</param>
    /// <param name="run">Computes the features of a number of images.</param>
    /// <exception cref="NotSupportedException">The network does not run on two images, or the features differ.</exception>
    public static void Verify(string name, ConvBase convBase, Action<Memory<float>, int, Memory<float>> run)
    {
        var pixels = 3 * convBase.ImageSize * convBase.ImageSize;
        // Any two images that differ.
        var images = Enumerable.Range(0, 2 * pixels).Select(i => (i < pixels ? i % 251 : i % 127) / 64f).ToArray();
        var together = new float[2 * convBase.FeatureLength];
        var alone = new float[2 * convBase.FeatureLength];
        try
        {
            run(images, 2, together);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException(
                $"'{name}' was exported for a batch of one and does not run on two images: {exception.Message.Split('\n')[0]} "
                + "Export it with a dynamic batch.",
                exception);
        }

        run(images, 1, alone);
        run(images.AsMemory(pixels), 1, alone.AsMemory(convBase.FeatureLength));
        var largest = together.Zip(alone, (a, b) => Math.Abs(a - b)).Max();
        if (largest > Tolerance * Math.Max(1, alone.Max(Math.Abs)))
        {
            throw new NotSupportedException(
                $"'{name}' mixes the images of a batch: the features of two images together differ by {largest:G3} "
                + "from those one by one. Export it with a dynamic batch.");
        }
    }
}
