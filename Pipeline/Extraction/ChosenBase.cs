using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>The base that options ask for, and the recipes of its features; nothing of the cache is touched.</summary>
internal sealed class ChosenBase : IDisposable
{
    private readonly ExtractOptions _options;
    private readonly Backbone _backbone;
    private readonly CutPoint _cut;
    private readonly Device _device;

    private ChosenBase(ExtractOptions options)
    {
        _options = options;
        _device = Device.Resolve(options.Device);
        _backbone = Backbone.Load(options.Model);
        Preprocessing = BaseRecipe.ChoosePreprocessing(options.Preprocessing, _backbone);
        var imageSize = options.ImageSize ?? _backbone.Record.ImageSize;
        var cuts = CutPoints.Find(_backbone.Graph, imageSize);
        _cut = options.Cut is null ? cuts.Single(c => c.IsDefault) : ChooseCut(_backbone, cuts, imageSize, options.Cut);
        Augmenter = new Augmenter(AugmentationOptions.Parse(options.Augmentation), Preprocessing, imageSize, options.Seed, options.MaxPixels) { Imaging = options.Imaging };
        Loader = new ImageLoader(Preprocessing, imageSize, options.MaxPixels) { Imaging = options.Imaging };
        Base = new ConvBase(_backbone.Graph, _cut, imageSize, options.Pooling, _device);
    }

    public ConvBase Base { get; }

    public Preprocessing Preprocessing { get; }

    public ImageLoader Loader { get; }

    /// <summary>Makes the views from 1 on.</summary>
    public Augmenter Augmenter { get; }

    /// <summary>What the rows of view 0 depend on.</summary>
    public FeatureRecipe Recipe => BaseRecipe.Of(Base, _cut, Preprocessing, _device, BaseRecipe.NoAugmentation, _options.Type, _options.Imaging);

    /// <summary>What the rows of the other views depend on.</summary>
    public FeatureRecipe ViewRecipe => BaseRecipe.Of(Base, _cut, Preprocessing, _device, BaseRecipe.AugmentationOf(Augmenter), _options.Type, _options.Imaging);

    public IReadOnlyDictionary<string, string> Hints => BaseRecipe.HintsOf(_backbone, _options.Model);

    /// <summary>What a person wants to know before it runs.</summary>
    public IReadOnlyList<string> Sentences =>
    [
        $"Base: {_backbone.Record.Name} up to '{_cut.Name}' at {Base.ImageSize} px, features [{string.Join(",", Base.FeatureShape)}], {(_options.Type == FeatureRowType.Float16 ? "float16" : "float32")}, preprocessing {Preprocessing}.",
        $"Device: {_device}{(_options.Device == "auto" ? " (chosen by auto)" : "")}, {_device.ExecutionProvider}.",
    ];

    /// <summary>Checks everything that can be checked before work begins.</summary>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The model is missing.</exception>
    /// <exception cref="NotSupportedException">The model or device cannot be used here.</exception>
    /// <exception cref="ArgumentException">There is no such cut.</exception>
    public static ChosenBase Open(ExtractOptions options)
    {
        InvalidOptionsException.ThrowIfAny(options.Validate());
        return new(options);
    }

    public void Dispose() => Base.Dispose();

    private static CutPoint ChooseCut(Backbone backbone, IReadOnlyList<CutPoint> cuts, int imageSize, string where)
    {
        var cut = Unfreezing.Resolve(backbone.Graph, cuts, imageSize, where);
        return cut.Shape.Count > 0 && cut.Tensors[0] != backbone.Graph.InputName ? cut : throw new ArgumentException(
            $"There are no features at '{where}' of '{backbone.Record.Name}' at {imageSize} px: it {(cut.Shape.Count == 0 ? "does not exist at this size" : "begins with the image itself")}. Choose another place; 'transfer models inspect' lists them.");
    }
}
