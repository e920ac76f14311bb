using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// Decodes pictures at a reduced scale, resizes them and writes normalised floats <c>[3, Size, Size]</c> into the caller's buffer.
/// JPEG, PNG, WebP, BMP and GIF (first frame); every colour format becomes RGB, transparency lies over white, EXIF orientation is
/// applied. Safe to use from many threads.
/// </summary>
public sealed class ImageLoader
{
    private static readonly string[] Endings = [".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"];

    private readonly PixelNormalizer _normalizer;
    private readonly ResizeMode _resize;
    private readonly long _maxPixels;

    /// <summary>Makes a loader.</summary>
    /// <param name="preprocessing">What becomes of the pixels.</param>
    /// <param name="size">Height and width of the result in pixels.</param>
    /// <param name="maxPixels">Pictures with more pixels are refused before they are decoded. Default 178 million.</param>
    public ImageLoader(Preprocessing preprocessing, int size, long maxPixels = 178_000_000)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(size);
        Size = size;
        _normalizer = new PixelNormalizer(preprocessing);
        _resize = preprocessing.Resize;
        _maxPixels = maxPixels;
    }

    /// <summary>Names the algorithm and the decoder, for a cache key: another version may give other pixels.</summary>
    public static string Version { get; } = $"1, SkiaSharp {typeof(SKCodec).Assembly.GetName().Version!.ToString(3)}";

    /// <summary>Height and width of the result in pixels.</summary>
    public int Size { get; }

    /// <summary>The number of floats of one picture, 3 * Size * Size.</summary>
    public int ValueCount => 3 * Size * Size;

    /// <summary>Whether a file's ending is a picture's.</summary>
    public static bool IsImageFile(string path) => Endings.Contains(Path.GetExtension(path), StringComparer.OrdinalIgnoreCase);

    /// <summary>Loads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="destination">Receives <see cref="ValueCount"/> floats; holds anything when the outcome is not ok.</param>
    /// <returns>The outcome; bad content is never an exception.</returns>
    public ImageOutcome Load(string path, Span<float> destination)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ImageOutcome(ImageStatus.Unreadable, $"unreadable: {exception.Message}");
        }

        return Load(bytes, destination);
    }

    /// <summary>Loads an encoded picture from memory.</summary>
    /// <param name="encoded">The bytes of the file.</param>
    /// <param name="destination">Receives <see cref="ValueCount"/> floats; holds anything when the outcome is not ok.</param>
    /// <returns>The outcome; bad content is never an exception.</returns>
    public ImageOutcome Load(ReadOnlyMemory<byte> encoded, Span<float> destination)
    {
        if (destination.Length < ValueCount)
        {
            throw new ArgumentException($"The buffer has room for {destination.Length} floats; expected {ValueCount}.", nameof(destination));
        }

        if (encoded.IsEmpty)
        {
            return new ImageOutcome(ImageStatus.Empty, "empty: the file has no bytes");
        }

        using var pinned = encoded.Pin();
        SKCodec? codec;
        unsafe
        {
            using var data = SKData.Create((nint)pinned.Pointer, encoded.Length);
            codec = SKCodec.Create(data);
        }

        if (codec is null)
        {
            return new ImageOutcome(ImageStatus.NotAnImage, "not an image: no JPEG, PNG, WebP, BMP or GIF");
        }

        using (codec)
        {
            return Decode(codec, encoded.Span, destination);
        }
    }

    private ImageOutcome Decode(SKCodec codec, ReadOnlySpan<byte> encoded, Span<float> destination)
    {
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        if ((long)width * height > _maxPixels)
        {
            return new ImageOutcome(ImageStatus.TooLarge, $"too large: {width} x {height} pixels, and {_maxPixels:N0} are allowed");
        }

        if (codec.EncodedFormat == SKEncodedImageFormat.Jpeg && !JpegEnd.IsThere(encoded))
        {
            return new ImageOutcome(ImageStatus.Truncated, $"truncated: the JPEG has no end after {encoded.Length:N0} bytes");
        }

        var info = new SKImageInfo(0, 0, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb()).WithSize(ReducedSize(codec));
        using var source = new SKBitmap();
        if (!source.TryAllocPixels(info))
        {
            return new ImageOutcome(ImageStatus.TooLarge, $"too large: no memory for {width} x {height} pixels");
        }

        // Transparent parts and what a damaged file leaves out are not what was there before.
        source.Erase(SKColors.Transparent);
        var result = codec.GetPixels(info, source.GetPixels(), new SKCodecOptions(0));
        if (result != SKCodecResult.Success)
        {
            return result == SKCodecResult.IncompleteInput
                ? new ImageOutcome(ImageStatus.Truncated, $"truncated: the picture ends before its last row ({encoded.Length:N0} bytes)")
                : new ImageOutcome(ImageStatus.Unreadable, $"unreadable: the decoder says {result}");
        }

        using var target = new SKBitmap(new SKImageInfo(Size, Size, SKColorType.Rgba8888, SKAlphaType.Premul));
        Draw(source, target, codec.EncodedOrigin);
        _normalizer.Write(target.GetPixelSpan(), Size * Size, destination);
        return ImageOutcome.Ok;
    }

    /// <summary>The smallest scale that the decoder offers and that is not smaller than what is needed.</summary>
    private SKSizeI ReducedSize(SKCodec codec)
    {
        var full = codec.Info.Size;
        // Eighths are what JPEG offers.
        for (var eighths = 1; eighths < 8; eighths++)
        {
            var reduced = codec.GetScaledDimensions(eighths / 8f);
            if (reduced.Width < full.Width && reduced.Width >= Size && reduced.Height >= Size)
            {
                return reduced;
            }
        }

        return full;
    }

    /// <summary>One draw: orientation, resize or crop, and transparency over white.</summary>
    private void Draw(SKBitmap source, SKBitmap target, SKEncodedOrigin origin)
    {
        var upright = Orientation.Upright(origin, source.Width, source.Height);
        var swapped = Orientation.SwapsSides(origin);
        float width = swapped ? source.Height : source.Width;
        float height = swapped ? source.Width : source.Height;
        var (scaleX, scaleY) = (Size / width, Size / height);
        if (_resize == ResizeMode.Crop)
        {
            scaleX = scaleY = Math.Max(scaleX, scaleY);
        }

        var fit = SKMatrix.CreateScaleTranslation(scaleX, scaleY, (Size - (width * scaleX)) / 2, (Size - (height * scaleY)) / 2);
        using var canvas = new SKCanvas(target);
        canvas.Clear(SKColors.White);
        canvas.SetMatrix(SKMatrix.Concat(fit, upright));
        // Medium takes mipmaps when it shrinks, so that fine patterns do not alias; high is bicubic, for enlarging.
        using var paint = new SKPaint { FilterQuality = Math.Max(scaleX, scaleY) > 1 ? SKFilterQuality.High : SKFilterQuality.Medium };
        canvas.DrawBitmap(source, 0, 0, paint);
    }
}
