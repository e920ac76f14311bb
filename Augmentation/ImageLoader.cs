using System.Buffers;
using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>
/// Images to the floats that a network takes: decoded, upright, RGB, resized to a square and normalised. Reads JPEG (also grey and
/// CMYK), PNG, WebP, BMP and the first frame of a GIF; what is transparent is laid over white.
/// </summary>
/// <remarks>
/// Thread-safe. Colour profiles are not applied, as in Pillow and Keras. Resampling is the triangle filter of Pillow's BILINEAR.
/// </remarks>
public sealed class ImageLoader
{
    [ThreadStatic]
    private static Resampler? _resampler;

    private readonly Normalisation _normalisation;
    private readonly long _maxPixels;

    /// <summary>A loader for one network.</summary>
    /// <param name="preprocessing">What the network's weights were trained with.</param>
    /// <param name="size">Height and width of the result, in pixels; 1 to 8192.</param>
    /// <param name="maxPixels">Images with more pixels than this are refused before anything is decoded. Default: 178 million.</param>
    /// <exception cref="ArgumentException">The preprocessing is not valid, or a number is out of range.</exception>
    public ImageLoader(Preprocessing preprocessing, int size, long maxPixels = 178_000_000)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        var faults = preprocessing.Validate().ToList();
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults), nameof(preprocessing));
        }

        if (size is < 1 or > 8192)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The image's size must be from 1 to 8192 pixels.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPixels);
        Preprocessing = preprocessing;
        Size = size;
        _normalisation = Normalisation.From(preprocessing);
        _maxPixels = maxPixels;
    }

    /// <summary>Names the way from bytes to floats, for a cache key: another text means that the floats may differ.</summary>
    public static string FormatVersion { get; } = ImagingLibrary.FormatVersion(Imaging.Skia);

    /// <summary>What is done to the pixels.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Height and width of the result, in pixels.</summary>
    public int Size { get; }

    /// <summary>What decodes the images. Default: SkiaSharp.</summary>
    /// <exception cref="NotSupportedException">The build does not have the library.</exception>
    public Imaging Imaging
    {
        get;
        init
        {
            ImagingLibrary.Require(value);
            field = value;
        }
    }

    /// <summary>How many floats an image becomes: 3 x size x size.</summary>
    public int ValueCount => 3 * Size * Size;

    /// <summary>True when the file's name ends in .jpg, .jpeg, .png, .webp, .bmp or .gif, in upper or lower case.</summary>
    public static bool IsImageFile(string path) => Path.GetExtension(path).ToUpperInvariant() is
        ".JPG" or ".JPEG" or ".PNG" or ".WEBP" or ".BMP" or ".GIF";

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; its name's ending does not matter.</param>
    /// <param name="destination">Receives the <see cref="ValueCount"/> values, <c>[3, size, size]</c>; unchanged unless the outcome is Ok.</param>
    /// <returns>What became of it. A bad file is an outcome, never an exception.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public ImageOutcome Load(string path, Span<float> destination)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var length = 0;
        byte[] buffer = [];
        try
        {
            using (var file = File.OpenHandle(path, options: FileOptions.SequentialScan))
            {
                var stated = RandomAccess.GetLength(file);
                if (stated > Array.MaxLength)
                {
                    return new(ImageStatus.TooLarge, $"has {stated} bytes; at most {Array.MaxLength} can be read");
                }

                buffer = ArrayPool<byte>.Shared.Rent((int)stated);
                for (int read; length < stated; length += read)
                {
                    read = RandomAccess.Read(file, buffer.AsSpan(length, (int)stated - length), length);
                    if (read == 0)
                    {
                        break;
                    }
                }
            }

            return LoadSpan(buffer.AsSpan(0, length), destination);
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

    /// <summary>Reads the bytes of a file.</summary>
    /// <param name="encoded">A whole file in one of the formats.</param>
    /// <param name="destination">Receives the <see cref="ValueCount"/> values, <c>[3, size, size]</c>; unchanged unless the outcome is Ok.</param>
    /// <returns>What became of it. Bad content is an outcome, never an exception.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public ImageOutcome Load(ReadOnlyMemory<byte> encoded, Span<float> destination) => LoadSpan(encoded.Span, destination);

    /// <summary>Says what would be done to an image that is known to be whole, from the head of its file; no pixel is decoded.</summary>
    /// <param name="encoded">A whole file in one of the formats.</param>
    public static unsafe ImageOutcome Inspect(ReadOnlyMemory<byte> encoded)
    {
        if (ImageFormat.Recognise(encoded.Span) is not { } format)
        {
            return ImageOutcome.Ok;
        }

        fixed (byte* bytes = encoded.Span)
        {
            using var data = SKData.Create((nint)bytes, encoded.Length);
            using var codec = SKCodec.Create(data);
            return codec is null ? ImageOutcome.Ok : ImageFacts.Of(codec, format, encoded.Span);
        }
    }

    /// <summary>Takes pixels that are already decoded, such as those of ML.NET's <c>MLImage</c>.</summary>
    /// <param name="pixels">Four bytes a pixel, row after row, colours multiplied by the opacity; what is transparent is laid over white.</param>
    /// <param name="width">How many pixels a row has.</param>
    /// <param name="height">How many rows there are.</param>
    /// <param name="layout">The order of a pixel's bytes.</param>
    /// <param name="destination">Receives the <see cref="ValueCount"/> values, <c>[3, size, size]</c>.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit, or <paramref name="destination"/> is too short.</exception>
    public void LoadPixels(ReadOnlySpan<byte> pixels, int width, int height, PixelLayout layout, Span<float> destination)
    {
        RequireRoom(destination);
        using var decoded = PixelReader.Read(pixels, width, height, layout);
        Resample(decoded, destination);
    }

    private ImageOutcome LoadSpan(ReadOnlySpan<byte> encoded, Span<float> destination)
    {
        RequireRoom(destination);
        using var decoded = ImageDecoder.Decode(encoded, Size, _maxPixels, out var outcome, Imaging);
        if (decoded is not null)
        {
            Resample(decoded, destination);
        }

        return outcome;
    }

    private void Resample(DecodedImage decoded, Span<float> destination)
    {
        var resampler = _resampler ??= new Resampler();
        var placement = Placement.For(decoded.Orientation, Size);
        resampler.Run(decoded.Rgba, PixelBox.For(decoded, Preprocessing.Resize), Size, placement, _normalisation, destination[..ValueCount]);
    }

    private void RequireRoom(Span<float> destination)
    {
        if (destination.Length < ValueCount)
        {
            throw new ArgumentException(
                $"The destination has room for {destination.Length} values; an image of {Size} x {Size} needs {ValueCount}.", nameof(destination));
        }
    }
}
