using Microsoft.ML.OnnxRuntime;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Pipeline;

/// <summary>
/// Compares what an exported file makes of decoded images with what training made of them, on drawn images of several shapes.
/// </summary>
internal sealed class DrawnImageCheck(Preprocessing preprocessing, int size)
{
    private const int Seed = 20;

    /// <summary>
    /// Compares the nodes for images alone on images of several shapes, so that a difference is named, and then the whole file on its
    /// golden vectors.
    /// </summary>
    /// <returns>The largest difference of outputs.</returns>
    /// <exception cref="InvalidDataException">They differ.</exception>
    public float Run(string file, OnnxGraph exported, ModelMetadata metadata)
    {
        using var session = new InferenceSession(file);
        using var front = new InferenceSession(ImageFront.Of(exported).ToByteArray());
        var loader = new ImageLoader(preprocessing, size);
        var prepared = new float[loader.ValueCount];
        // As large as the network's, larger and wider, smaller and higher.
        foreach (var (height, width) in new[] { (size, size), ((2 * size) + 3, 3 * size), (size, Math.Max(1, size / 3)) })
        {
            var rgb = Draw(height, width);
            loader.LoadPixels(new PixelData(RgbPixels.Opaque(rgb), width, height, PixelLayout.Rgba), prepared);
            ExportCheck.Front(front, rgb, height, prepared);
        }

        return ExportCheck.Golden(session, metadata);
    }

    /// <summary>Colours that run from corner to corner, with noise.</summary>
    private static byte[] Draw(int height, int width)
    {
        var (random, rgb) = (new SeededRandom(Seed), new byte[height * width * 3]);
        for (var i = 0; i < rgb.Length; i++)
        {
            var (x, y, channel) = (i / 3 % width, i / 3 / width, i % 3);
            var share = (((double)x / width * (3 - channel)) + ((double)y / height * (1 + channel))) / 4;
            rgb[i] = (byte)Math.Clamp((200 * share) + random.Next(56), 0, 255);
        }

        return rgb;
    }
}
