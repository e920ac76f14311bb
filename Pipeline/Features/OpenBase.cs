namespace Transfer.Pipeline.Features;

/// <summary>
/// A backbone opened at a cut: the base below it, what decodes images for it, and the recipes of its features. Owns the base.
/// </summary>
internal sealed class OpenBase : IDisposable
{
    private readonly FeatureOptions _options;
    private readonly long? _maxPixels;
    private readonly Lazy<ConvBase> _float32Base;

    private OpenBase(FeatureOptions options, BaseCut where, Backbone? backbone, long? maxPixels, Device? device)
    {
        (_options, _maxPixels) = (options, maxPixels);
        Device = device ?? Device.Resolve(options.Device, options.Precision);
        Backbone = backbone ?? Backbone.Load(options.Model, allowOutsideData: options.AllowOutsideData);
        Preprocessing = BaseRecipe.ChoosePreprocessing(options.Preprocessing, Backbone);
        ImageSize = options.ImageSize ?? Backbone.Record.ImageSize;
        var cuts = CutPoints.Find(Backbone.Graph, ImageSize);
        if (options.Cut is { } place)
        {
            cuts = BaseCut.WithEnd(place, Backbone, cuts, ImageSize);
        }

        End = cuts.Single(c => c.IsDefault);
        EndPooling = MapPooling.Of(End, options.Pooling);
        Cut = where.Choose(Backbone, cuts, ImageSize);
        var pooling = where.IsUnfrozen ? Pooling.None : options.Pooling;
        Base = new ConvBase(Backbone.Graph, Cut, ImageSize, pooling, Device);
        _float32Base = new Lazy<ConvBase>(() => Device.Precision == default ? Base
            : new ConvBase(Backbone.Graph, Cut, ImageSize, pooling, Device with { Precision = default }));
        try
        {
            FirstUse.Verify(Backbone, Cut, Base);
        }
        catch
        {
            Base.Dispose();
            throw;
        }
    }

    public Backbone Backbone { get; }

    public Device Device { get; }

    public Preprocessing Preprocessing { get; }

    public int ImageSize { get; }

    /// <summary>The end of the base, where the head begins.</summary>
    public CutPoint End { get; }

    /// <summary>What becomes of the map at the end of the base.</summary>
    public MapPooling EndPooling { get; }

    /// <summary>The number of features that a head on the end of the base gets.</summary>
    public int EndLength => EndPooling.FeatureShape.Product();

    /// <summary>Where features leave: the end of the base, or lower where layers are unfrozen.</summary>
    public CutPoint Cut { get; }

    public ConvBase Base { get; }

    /// <summary>The base as an exported file computes it, in float32; as a rule <see cref="Base"/> itself.</summary>
    public ConvBase Float32Base => _float32Base.Value;

    public Imaging Imaging => _options.Imaging;

    public ImageLoader Loader => _maxPixels is { } limit
        ? new ImageLoader(Preprocessing, ImageSize, limit) { Imaging = Imaging }
        : new ImageLoader(Preprocessing, ImageSize) { Imaging = Imaging };

    /// <summary>What an exported file says of where its base comes from.</summary>
    public string Origin =>
        $"{Backbone.Record.Name}, sha256 {Backbone.Record.Sha256}, licence {Backbone.Record.Licence}, origin: "
            + $"{Backbone.Record.Origin}; cut at {Cut.Name}";

    /// <summary>The preprocessing in words, with the file beside the network that it was read from.</summary>
    public string PreprocessingText => $"{Preprocessing}"
        + (_options.Preprocessing is null && Backbone.Record.PreprocessingFile is { } file ? $" from {Path.GetFileName(file)}" : "");

    /// <summary>In sentences where images run, and whether they run one at a time.</summary>
    public IEnumerable<string> DeviceSentences => Backbone.Graph.RunsOneByOne
        ? [Device.Describe(_options.Device), BatchOfOne.Sentence(Backbone.Graph.Name)]
        : [Device.Describe(_options.Device)];

    /// <summary>What helps to find the network again; no part of the recipe, which has the hash of what matters of it.</summary>
    public IReadOnlyDictionary<string, string> Hints => BaseRecipe.HintsOf(Backbone, _options.Model);

    /// <summary>Checks everything that can be checked before work begins; nothing is decoded, and the cache is not touched.</summary>
    /// <param name="where">Where features leave.</param>
    /// <param name="backbone">The network; null loads the one that the options name.</param>
    /// <param name="maxPixels">Images with more pixels are refused; null for the loader's own limit.</param>
    /// <param name="device">Where the base runs; null for what the options say.</param>
    /// <exception cref="IOException">The model is missing.</exception>
    /// <exception cref="InvalidDataException">The base differs from its file, which is compared at the first use.</exception>
    /// <exception cref="NotSupportedException">The model or device cannot be used here.</exception>
    /// <exception cref="ArgumentException">There is no such cut.</exception>
    public static OpenBase Open(
        FeatureOptions options, BaseCut where, Backbone? backbone = null, long? maxPixels = null, Device? device = null) =>
        new(options, where, backbone, maxPixels, device);

    /// <summary>The base of an extraction.</summary>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <inheritdoc cref="Open(FeatureOptions, BaseCut, Backbone?, long?, Device?)"/>
    public static OpenBase Open(ExtractOptions options)
    {
        InvalidOptionsException.ThrowIfAny(options.Validate());
        return Open(options.Features, BaseCut.End, maxPixels: options.MaxPixels);
    }

    /// <summary>What makes views from 1 on.</summary>
    /// <param name="augmentation">How, as <see cref="ViewOptions.Augmentation"/> has it.</param>
    public Augmenter Augmenter(string augmentation, long seed)
    {
        var options = AugmentationOptions.Parse(augmentation);
        return _maxPixels is { } limit
            ? new Augmenter(options, Preprocessing, ImageSize, seed, limit) { Imaging = Imaging }
            : new Augmenter(options, Preprocessing, ImageSize, seed) { Imaging = Imaging };
    }

    /// <summary>What rows depend on.</summary>
    /// <param name="augmenter">What makes the views; null for the images as they are.</param>
    public FeatureRecipe Recipe(Augmenter? augmenter, FeatureRowType type = FeatureRowType.Float32) => BaseRecipe.Of(this, augmenter, type);

    public void Dispose()
    {
        Base.Dispose();
        if (_float32Base.IsValueCreated)
        {
            _float32Base.Value.Dispose();
        }
    }
}
