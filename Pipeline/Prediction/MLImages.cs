using Microsoft.ML.Data;

namespace Transfer.Pipeline;

/// <summary>ML.NET's images wherever a file or its bytes are taken. They stay their owner's.</summary>
public static class MLImages
{
    /// <summary>Takes an image instead of a file.</summary>
    /// <param name="destination">Receives the <see cref="ImageProcessor.ValueCount"/> values, <c>[3, size, size]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static void Load(this ImageLoader loader, MLImage image, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(image);
        loader.LoadPixels(Pixels(image), destination);
    }

    /// <summary>Makes a view of an image instead of a file's bytes.</summary>
    /// <param name="identity">Says which image it is, such as <see cref="Augmenter.IdentityOf"/> gives.</param>
    /// <param name="view">Which of the image's views, counted as the caller likes.</param>
    /// <param name="destination">Receives the <see cref="ImageProcessor.ValueCount"/> values, <c>[3, size, size]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static void Load(this Augmenter augmenter, MLImage image, long identity, int view, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(augmenter);
        ArgumentNullException.ThrowIfNull(image);
        augmenter.LoadPixels(Pixels(image), identity, view, destination);
    }

    private static PixelData Pixels(MLImage image) => new(image.Pixels, image.Width, image.Height, Layout(image));

    private static PixelLayout Layout(MLImage image) => image.PixelFormat switch
    {
        MLPixelFormat.Bgra32 => PixelLayout.Bgra,
        MLPixelFormat.Rgba32 => PixelLayout.Rgba,
        var other => throw new ArgumentException($"The image's pixels are {other}; expected Bgra32 or Rgba32.", nameof(image)),
    };
}
