using System.Buffers.Binary;

namespace Transfer.Augmentation;

/// <summary>
/// Loads augmented views of images: <see cref="ImageLoader"/> with the random changes that <see cref="AugmentationOptions"/> allow. What is
/// drawn is a function of the seed, the image and the view's number alone, so any number of threads makes the same views.
/// </summary>
/// <remarks>
/// Thread-safe. With options that change nothing the floats are those of the loader. However many moves are combined, the image is
/// sampled once: with the loader's filter when it stays upright within its edges, and else bilinearly, where a pixel of the result that
/// covers several pixels of the image is the mean of as many samples.
/// </remarks>
/// <example>
/// <code>
/// var options = AugmentationOptions.Preset("keras") with { RotationRange = 20 };
/// var augmenter = new Augmenter(options, Preprocessing.Caffe, size: 150, seed: 1);
/// var values = new float[augmenter.ValueCount];
/// var image = Augmenter.IdentityOf(SHA256.HashData(bytes));
/// ImageOutcome outcome = augmenter.Load(bytes, image, view: 0, values);
/// </code>
/// </example>
public sealed class Augmenter : ImageProcessor
{
    // Used again and again by a thread, so that drawing leaves no garbage.
    [ThreadStatic]
    private static ViewParameters? _view;

    private readonly ViewSampler _sampler;

    /// <summary>Creates an augmenter for a network and a seed.</summary>
    /// <param name="options">The random changes of a view.</param>
    /// <param name="preprocessing">The preprocessing that the network's weights were trained with.</param>
    /// <param name="size">Height and width of a view, in pixels; 1 to 8192.</param>
    /// <param name="seed">The seed of everything that is drawn.</param>
    /// <param name="maxPixels">Images with more pixels are refused before anything is decoded; above 0. Default: 178 million.</param>
    /// <exception cref="ArgumentException">The options or the preprocessing are not valid, or a number is out of range.</exception>
    public Augmenter(
        AugmentationOptions options, Preprocessing preprocessing, int size, long seed, long maxPixels = DefaultMaxPixels)
        : base(preprocessing, size, maxPixels, new(Valid(options).FillMode, (float)options.Cval), options.Rescale)
    {
        _sampler = new(options, size, seed);
        (Options, Seed) = (options, seed);
    }

    /// <summary>The random changes of a view.</summary>
    public AugmentationOptions Options { get; }

    /// <summary>The seed of everything that is drawn.</summary>
    public long Seed { get; }

    /// <summary>The number that identifies an image: the first eight bytes of its content's hash, little-endian.</summary>
    /// <param name="contentHash">Such as the SHA-256 of the file's bytes; at least eight bytes.</param>
    /// <exception cref="ArgumentException">There are fewer bytes.</exception>
    public static long IdentityOf(ReadOnlySpan<byte> contentHash) => contentHash.Length >= sizeof(long)
        ? BinaryPrimitives.ReadInt64LittleEndian(contentHash)
        : throw new ArgumentException($"The hash has {contentHash.Length} bytes; expected at least {sizeof(long)}.", nameof(contentHash));

    /// <summary>Makes a view of the bytes of a file.</summary>
    /// <param name="encoded">A whole file in one of the loader's formats.</param>
    /// <param name="image">Identifies the image, such as the number of <see cref="IdentityOf"/>.</param>
    /// <param name="view">The number of the view, counted as the caller likes.</param>
    /// <param name="destination">Receives <c>[3, size, size]</c>, <c>ValueCount</c> values; unchanged unless Ok.</param>
    /// <returns>The outcome. Bad content is an outcome, never an exception.</returns>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is too short.</exception>
    public ImageOutcome Load(ReadOnlyMemory<byte> encoded, long image, int view, Span<float> destination) =>
        Load(encoded.Span, Draw(image, view), destination);

    /// <summary>Makes a view of pixels that are already decoded, such as those of ML.NET's <c>MLImage</c>.</summary>
    /// <param name="pixels">The pixels.</param>
    /// <param name="image">Identifies the image, such as the number of <see cref="IdentityOf"/>.</param>
    /// <param name="view">The number of the view, counted as the caller likes.</param>
    /// <param name="destination">Receives <c>[3, size, size]</c>, <c>ValueCount</c> values.</param>
    /// <exception cref="ArgumentException">The number of bytes does not fit, or <paramref name="destination"/> is too short.</exception>
    public void LoadPixels(in PixelData pixels, long image, int view, Span<float> destination) =>
        LoadPixels(pixels, Draw(image, view), destination);

    /// <summary>Describes a view in a few words, such as <c>turn 12°, flip h</c>; <c>unchanged</c> when nothing was drawn.</summary>
    public string Describe(long image, int view) => ViewDescription.Of(Draw(image, view));

    private static AugmentationOptions Valid(AugmentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        Faults.ThrowIfAny(options.Validate());
        return options;
    }

    private ViewParameters Draw(long image, int view)
    {
        var drawn = _view ??= new ViewParameters();
        _sampler.Draw(image, view, drawn);
        return drawn;
    }
}
