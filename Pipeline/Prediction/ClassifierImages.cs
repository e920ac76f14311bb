using Microsoft.ML.Data;

namespace Transfer.Pipeline;

/// <summary>Makes an exported model's input: an image as it is (view 0), or an augmented view of it. Thread-safe.</summary>
internal sealed class ClassifierImages
{
    private readonly ImageLoader _loader;
    private readonly Augmenter _augmenter;

    /// <exception cref="InvalidDataException">The preprocessing in the model's metadata is not one.</exception>
    public ClassifierImages(ModelMetadata metadata, ClassifierOptions options)
    {
        var preprocessing = PreprocessingOf(metadata);
        _loader = new ImageLoader(preprocessing, metadata.ImageSize) { Imaging = options.Imaging };
        _augmenter = new Augmenter(
            AugmentationOptions.Parse(options.Augmentation), preprocessing, metadata.ImageSize, options.Seed)
        { Imaging = options.Imaging };
    }

    /// <summary>The numbers of one image.</summary>
    public int ValueCount => _loader.ValueCount;

    /// <returns>The outcome; where it is not ok, <paramref name="target"/> is unchanged.</returns>
    public ImageOutcome Load(ClassifierImage image, int view, Span<float> target)
    {
        if (image.Bytes is { } bytes)
        {
            return view == 0 ? _loader.Load(bytes, target) : LoadView(bytes, view, target);
        }

        if (view == 0)
        {
            return _loader.Load(image.Path, target);
        }

        try
        {
            return LoadView(ImageFile.ReadAllBytes(image.Path), view, target);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new ImageOutcome(ImageStatus.Unreadable, exception.Message.TrimEnd('.'));
        }
    }

    /// <param name="identity">Says which image it is; only for views.</param>
    public void Load(MLImage image, long identity, int view, Span<float> target)
    {
        if (view == 0)
        {
            _loader.Load(image, target);
        }
        else
        {
            _augmenter.Load(image, identity, view, target);
        }
    }

    private ImageOutcome LoadView(ReadOnlyMemory<byte> bytes, int view, Span<float> target) =>
        _augmenter.Load(bytes, ContentHash.Of(bytes.Span).ToIdentity(), view, target);

    private static Preprocessing PreprocessingOf(ModelMetadata metadata)
    {
        try
        {
            return Preprocessing.Parse(metadata.Preprocessing);
        }
        catch (ArgumentException exception)
        {
            throw new InvalidDataException($"{exception.Message} This is in the metadata of the model. Export it again.", exception);
        }
    }
}
