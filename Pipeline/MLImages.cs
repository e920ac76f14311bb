using Microsoft.ML.Data;
using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>ML.NET's pictures wherever a file or its bytes are taken. They stay their owner's.</summary>
public static class MLImages
{
    /// <summary>Takes a picture instead of a file.</summary>
    /// <param name="destination">Receives the <see cref="ImageLoader.ValueCount"/> values, <c>[3, size, size]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static void Load(this ImageLoader loader, MLImage picture, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(loader);
        ArgumentNullException.ThrowIfNull(picture);
        loader.LoadPixels(picture.Pixels, picture.Width, picture.Height, Layout(picture), destination);
    }

    /// <summary>Makes a view of a picture instead of a file's bytes.</summary>
    /// <param name="image">Says which picture it is, such as <see cref="Augmenter.IdentityOf"/> gives.</param>
    /// <param name="view">Which of the picture's views, counted as the caller likes.</param>
    /// <param name="destination">Receives the <see cref="Augmenter.ValueCount"/> values, <c>[3, size, size]</c>.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public static void Load(this Augmenter augmenter, MLImage picture, long image, int view, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(augmenter);
        ArgumentNullException.ThrowIfNull(picture);
        augmenter.LoadPixels(picture.Pixels, picture.Width, picture.Height, Layout(picture), image, view, destination);
    }

    private static PixelLayout Layout(MLImage picture) => picture.PixelFormat switch
    {
        MLPixelFormat.Bgra32 => PixelLayout.Bgra,
        MLPixelFormat.Rgba32 => PixelLayout.Rgba,
        var other => throw new ArgumentException($"The picture's pixels are {other}; expected Bgra32 or Rgba32.", nameof(picture)),
    };
}
