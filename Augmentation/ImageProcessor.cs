namespace Transfer.Augmentation;

/// <summary>Images to the floats that a network takes: what <see cref="ImageLoader"/> and <see cref="Augmenter"/> share.</summary>
/// <remarks>Thread-safe. Every thread keeps its own buffers.</remarks>
public abstract class ImageProcessor
{
    internal const long DefaultMaxPixels = 178_000_000;

    private const int LargestSize = 8192;

    // A magnification up to this uses the pixels that the whole image needs anyway; a stronger one decodes more of them.
    private const double FreeMagnification = 1.25;

    [ThreadStatic]
    private static ViewRenderer? _renderer;

    private readonly long _maxPixels;
    private readonly ViewFormat _format;

    private protected ImageProcessor(
        Preprocessing preprocessing, int size, long maxPixels, BorderFill fill = default, double rescale = 1)
    {
        ArgumentNullException.ThrowIfNull(preprocessing);
        Faults.ThrowIfAny(preprocessing.Validate());
        if (size is < 1 or > LargestSize)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, $"The image size must be from 1 to {LargestSize} pixels.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPixels);
        (Preprocessing, Size, _maxPixels) = (preprocessing, size, maxPixels);
        var normalisation = Normalisation.From(preprocessing);
        normalisation = normalisation with { Scale = normalisation.Scale * (float)rescale };
        _format = new(size, size, preprocessing.Resize, fill, normalisation);
    }

    /// <summary>The preprocessing of the pixels, after everything else.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Height and width of the result, in pixels.</summary>
    public int Size { get; }

    /// <summary>The number of floats of an image: 3 x size x size.</summary>
    public int ValueCount => 3 * Size * Size;

    /// <summary>The library that decodes the images. Default: SkiaSharp.</summary>
    /// <exception cref="ArgumentException">There is no such library.</exception>
    public Imaging Imaging
    {
        get;
        init
        {
            ImagingLibrary.Check(value);
            field = value;
        }
    }

    /// <summary>Identifies the way from bytes to floats, for a cache key: another text means that the floats may differ.</summary>
    public string FormatVersion => ImagingLibrary.FormatVersion(Imaging);

    /// <summary>Decodes no more pixels than the view needs, and makes the view of them.</summary>
    private protected ImageOutcome Load(ReadOnlySpan<byte> encoded, ViewParameters view, Span<float> destination)
    {
        RequireRoom(destination);
        var decodeSize = Math.Ceiling(Size / Math.Min(1, view.SmallestPart * FreeMagnification));
        using var decoded = ImageDecoder.Decode(encoded, (int)Math.Min(LargestSize, decodeSize), _maxPixels, out var outcome, Imaging);
        if (decoded is not null)
        {
            Render(decoded, view, destination);
        }

        return outcome;
    }

    private protected void LoadPixels(in PixelData pixels, ViewParameters view, Span<float> destination)
    {
        RequireRoom(destination);
        using var decoded = pixels.ToImage();
        Render(decoded, view, destination);
    }

    private void Render(DecodedImage decoded, ViewParameters view, Span<float> destination) =>
        (_renderer ??= new ViewRenderer()).Render(decoded, view, _format, destination[..ValueCount]);

    private void RequireRoom(Span<float> destination)
    {
        if (destination.Length < ValueCount)
        {
            throw new ArgumentException(
                $"The destination has room for {destination.Length} values; an image of {Size} x {Size} needs {ValueCount}.",
                nameof(destination));
        }
    }
}
