using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>
/// Images to augmented views: what <see cref="ImageLoader"/> does, with what <see cref="AugmentationOptions"/> allow in between. What is
/// drawn is a function of the seed, the image and the view's number and of nothing else, so any number of threads makes the same views.
/// </summary>
/// <remarks>
/// Thread-safe. With options that change nothing the floats are those of the loader. However many moves are combined, the image is
/// sampled once: with the loader's filter when it stays upright within its edges, and else bilinearly, a pixel of the result that stands
/// for several of the image being the mean of as many samples.
/// </remarks>
public sealed class Augmenter
{
    // A magnification up to this uses the pixels that the whole image needs anyway; a stronger one decodes more of them.
    private const double FreeMagnification = 1.25;

    [ThreadStatic]
    private static DrawnView? _view;

    [ThreadStatic]
    private static ViewRenderer? _renderer;

    private readonly ViewDrawer _drawer;
    private readonly Normalisation _normalisation;
    private readonly Filling _filling;
    private readonly long _maxPixels;

    /// <summary>An augmenter for one network and one seed.</summary>
    /// <param name="options">What may happen to a view.</param>
    /// <param name="preprocessing">What the network's weights were trained with.</param>
    /// <param name="size">Height and width of a view, in pixels; 1 to 8192.</param>
    /// <param name="seed">Decides everything that is drawn.</param>
    /// <param name="maxPixels">Images with more pixels than this are refused before anything is decoded. Default: 178 million.</param>
    /// <exception cref="ArgumentException">The options or the preprocessing are not valid, or a number is out of range.</exception>
    public Augmenter(AugmentationOptions options, Preprocessing preprocessing, int size, long seed, long maxPixels = 178_000_000)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(preprocessing);
        List<string> faults = [.. options.Validate(), .. preprocessing.Validate()];
        if (faults.Count > 0)
        {
            throw new ArgumentException(string.Join(" ", faults));
        }

        if (size is < 1 or > 8192)
        {
            throw new ArgumentOutOfRangeException(nameof(size), size, "The view's size must be from 1 to 8192 pixels.");
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxPixels);
        (Options, Preprocessing, Size, Seed, _maxPixels) = (options, preprocessing, size, seed, maxPixels);
        _drawer = new(options, size, seed);
        var normalisation = Normalisation.From(preprocessing);
        _normalisation = normalisation with { Scale = normalisation.Scale * (float)options.Rescale };
        _filling = new(options.FillMode, (float)options.Cval);
    }

    /// <summary>What may happen to a view.</summary>
    public AugmentationOptions Options { get; }

    /// <summary>What is done to the pixels in the end.</summary>
    public Preprocessing Preprocessing { get; }

    /// <summary>Height and width of a view, in pixels.</summary>
    public int Size { get; }

    /// <summary>Decides everything that is drawn.</summary>
    public long Seed { get; }

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

    /// <summary>How many floats a view is: 3 x size x size.</summary>
    public int ValueCount => 3 * Size * Size;

    /// <summary>The number that stands for an image: the first eight bytes of its content's hash, the lowest first.</summary>
    /// <param name="contentHash">Such as the SHA-256 of the file's bytes; at least eight bytes.</param>
    /// <exception cref="ArgumentException">There are fewer bytes.</exception>
    public static long IdentityOf(ReadOnlySpan<byte> contentHash) => contentHash.Length >= sizeof(long)
        ? BinaryPrimitives.ReadInt64LittleEndian(contentHash)
        : throw new ArgumentException($"The hash has {contentHash.Length} bytes; expected at least {sizeof(long)}.", nameof(contentHash));

    /// <summary>Makes a view of the bytes of a file.</summary>
    /// <param name="encoded">A whole file in one of the loader's formats.</param>
    /// <param name="image">Says which image it is, such as <see cref="IdentityOf"/> gives.</param>
    /// <param name="view">Which of the image's views, counted as the caller likes.</param>
    /// <param name="destination">Receives the <see cref="ValueCount"/> values, <c>[3, size, size]</c>; unchanged unless the outcome is Ok.</param>
    /// <returns>What became of it. Bad content is an outcome, never an exception.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public ImageOutcome Load(ReadOnlyMemory<byte> encoded, long image, int view, Span<float> destination)
    {
        RequireRoom(destination);
        var drawn = Draw(image, view);
        using var decoded = ImageDecoder.Decode(encoded.Span, DecodeSize(drawn), _maxPixels, out var outcome, Imaging);
        if (decoded is not null)
        {
            Render(decoded, drawn, destination);
        }

        return outcome;
    }

    /// <summary>Makes a view of pixels that are already decoded, such as those of ML.NET's <c>MLImage</c>.</summary>
    /// <param name="pixels">Four bytes a pixel, row after row, colours multiplied by the opacity; what is transparent is laid over white.</param>
    /// <param name="width">How many pixels a row has.</param>
    /// <param name="height">How many rows there are.</param>
    /// <param name="layout">The order of a pixel's bytes.</param>
    /// <param name="image">Says which image it is, such as <see cref="IdentityOf"/> gives.</param>
    /// <param name="view">Which of the image's views, counted as the caller likes.</param>
    /// <param name="destination">Receives the <see cref="ValueCount"/> values, <c>[3, size, size]</c>.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit, or <paramref name="destination"/> is too short.</exception>
    public void LoadPixels(ReadOnlySpan<byte> pixels, int width, int height, PixelLayout layout, long image, int view, Span<float> destination)
    {
        RequireRoom(destination);
        using var decoded = PixelReader.Read(pixels, width, height, layout);
        Render(decoded, Draw(image, view), destination);
    }

    /// <summary>Says in a few words what was drawn for a view; <c>unchanged</c> when nothing was.</summary>
    public string Describe(long image, int view) => ViewText.Describe(Draw(image, view));

    private void Render(DecodedImage decoded, DrawnView drawn, Span<float> destination)
    {
        var renderer = _renderer ??= new ViewRenderer();
        renderer.Render(decoded, Preprocessing.Resize, drawn, _filling, Size, Size, _normalisation, destination[..ValueCount]);
    }

    private void RequireRoom(Span<float> destination)
    {
        if (destination.Length < ValueCount)
        {
            throw new ArgumentException(
                $"The destination has room for {destination.Length} values; a view of {Size} x {Size} needs {ValueCount}.", nameof(destination));
        }
    }

    private DrawnView Draw(long image, int view)
    {
        var drawn = _view ??= new DrawnView();
        _drawer.Draw(image, view, drawn);
        return drawn;
    }

    private int DecodeSize(DrawnView drawn) =>
        (int)Math.Min(8192, Math.Ceiling(Size / Math.Min(1, drawn.SmallestPart * FreeMagnification)));
}
