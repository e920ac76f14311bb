using System.Buffers;

namespace Transfer.Augmentation;

/// <summary>
/// Loads images as the floats that a network takes: decoded, upright, RGB, resized to a square and normalised. Reads JPEG (also grey and
/// CMYK), PNG, WebP, BMP, the first frame of a GIF, the first page of a TIFF file, and, in builds and on systems that can decode them,
/// HEIC and AVIF. Transparent pixels are laid over white.
/// </summary>
/// <remarks>
/// Thread-safe. Colour profiles are not applied, as in Pillow and Keras. Resampling is the triangle filter of Pillow's BILINEAR.
/// </remarks>
/// <example>
/// <code>
/// var loader = new ImageLoader(Preprocessing.Caffe, size: 224);
/// var values = new float[loader.ValueCount];
/// ImageOutcome outcome = loader.Load("cat.jpg", values);
/// </code>
/// </example>
public sealed class ImageLoader : ImageProcessor
{
    /// <summary>Creates a loader for a network.</summary>
    /// <param name="preprocessing">The preprocessing that the network's weights were trained with.</param>
    /// <param name="size">Height and width of the result, in pixels; 1 to 8192.</param>
    /// <param name="maxPixels">Images with more pixels are refused before anything is decoded; above 0. Default: 178 million.</param>
    /// <exception cref="ArgumentException">The preprocessing is not valid, or a number is out of range.</exception>
    public ImageLoader(Preprocessing preprocessing, int size, long maxPixels = DefaultMaxPixels)
        : base(preprocessing, size, maxPixels)
    {
    }

    /// <summary>
    /// True when the file's name ends in .jpg, .jpeg, .jpe, .jfif, .pjpeg, .png, .webp, .bmp, .gif, .tif, .tiff, .heic, .heif or
    /// .avif, in upper or lower case, or like an image of a format that is not read, such as .jxl, whose outcome names the format.
    /// </summary>
    public static bool IsImageFile(string path) => ImageFile.HasEnding(path);

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file, in any of the formats whatever its name ends in.</param>
    /// <param name="destination">Receives <c>[3, size, size]</c>, <c>ValueCount</c> values; unchanged unless Ok.</param>
    /// <returns>The outcome. A bad file is an outcome, never an exception.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public ImageOutcome Load(string path, Span<float> destination)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] buffer = [];
        try
        {
            int length;
            using (var file = ImageFile.Open(path))
            {
                var size = RandomAccess.GetLength(file);
                if (size > Array.MaxLength)
                {
                    return new(ImageStatus.TooLarge, $"has {size} bytes; at most {Array.MaxLength} can be read");
                }

                buffer = ArrayPool<byte>.Shared.Rent((int)size);
                length = ImageFile.Read(file, buffer.AsSpan(0, (int)size));
            }

            return Load(buffer.AsSpan(0, length), ViewParameters.Unchanged, destination);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return new(ImageStatus.Unreadable, fault.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Loads the bytes of a file.</summary>
    /// <param name="encoded">A whole file in one of the formats.</param>
    /// <param name="destination">Receives <c>[3, size, size]</c>, <c>ValueCount</c> values; unchanged unless Ok.</param>
    /// <returns>The outcome. Bad content is an outcome, never an exception.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public ImageOutcome Load(ReadOnlyMemory<byte> encoded, Span<float> destination) =>
        Load(encoded.Span, ViewParameters.Unchanged, destination);

    /// <summary>Loads pixels that are already decoded, such as those of ML.NET's <c>MLImage</c>.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="destination">Receives <c>[3, size, size]</c>, <c>ValueCount</c> values.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit, or <paramref name="destination"/> is too short.</exception>
    public void LoadPixels(in PixelData pixels, Span<float> destination) =>
        LoadPixels(pixels, ViewParameters.Unchanged, destination);

    /// <summary>The outcome of an image that is known to be whole, from the head of its file; no pixel is decoded.</summary>
    internal static ImageOutcome Inspect(ReadOnlyMemory<byte> encoded) => ImageDecoder.Inspect(encoded.Span);
}
