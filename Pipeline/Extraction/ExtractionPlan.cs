using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Everything that an extraction needs, opened and checked before work begins. Owns all of it.</summary>
internal sealed class ExtractionPlan : IDisposable
{
    private readonly ConvBase _base;
    private readonly FeatureStore _store;
    private readonly FeatureStore? _viewStore;
    private readonly PathIndex _paths;

    private ExtractionPlan(ExtractOptions options)
    {
        var device = Device.Resolve(options.Device);
        if (!Directory.Exists(options.Data))
        {
            throw new DirectoryNotFoundException($"There is no folder '{options.Data}'. Give a folder of pictures; folders within it are searched too.");
        }

        var backbone = Backbone.Load(options.Model);
        var preprocessing = BaseRecipe.ChoosePreprocessing(options.Preprocessing, backbone);
        var imageSize = options.ImageSize ?? backbone.Record.ImageSize;
        var cuts = CutPoints.Find(backbone.Graph, imageSize);
        var cut = options.Cut is null ? cuts.Single(c => c.IsDefault) : ChooseCut(backbone, cuts, imageSize, options.Cut);
        _base = new ConvBase(backbone.Graph, cut, imageSize, options.Pooling, device);
        try
        {
            var root = options.Cache ?? UserFolder.Cache;
            var augmenter = new Augmenter(AugmentationOptions.Parse(options.Augmentation), preprocessing, imageSize, options.Seed, options.MaxPixels);
            _store = Open(BaseRecipe.NoAugmentation);
            _viewStore = options.Views > 0 ? Open(BaseRecipe.AugmentationOf(augmenter)) : null;
            _paths = PathIndex.Open(root);
            Parts = new EngineParts
            {
                Base = _base,
                Loader = new ImageLoader(preprocessing, imageSize, options.MaxPixels),
                Store = _store,
                ViewStore = _viewStore,
                Augmenter = augmenter,
                Views = [.. Enumerable.Range(0, options.Views + 1)],
                Outcomes = OutcomeIndex.Open(root),
                Paths = _paths,
                TrustPaths = !options.Paranoid,
                BatchSize = options.BatchSize,
                KeepFeatures = options.WithFeatures,
                RoundToHalf = options.Type == FeatureRowType.Float16,
            };
            Sentences =
            [
                $"Base: {backbone.Record.Name} up to '{cut.Name}' at {imageSize} px, features [{string.Join(",", _base.FeatureShape)}], {(options.Type == FeatureRowType.Float16 ? "float16" : "float32")}, preprocessing {preprocessing}.",
                $"Device: {device}{(options.Device == "auto" ? " (chosen by auto)" : "")}, {device.ExecutionProvider}.",
                .. options.Views > 0 ? [$"Views: {options.Views} of each picture beside itself, {augmenter.Options.Summary}."] : Array.Empty<string>(),
                .. _store.SetAside.Concat(_viewStore?.SetAside ?? []).Select(shard => shard.Reason),
            ];

            FeatureStore Open(string augmentation) => FeatureStore.Open(
                Path.Combine(root, "features"), BaseRecipe.Of(_base, cut, preprocessing, device, augmentation, options.Type), [.. _base.FeatureShape],
                options.Type, options.Paranoid, new Dictionary<string, string> { ["model"] = options.Model is { } file && File.Exists(file) ? Path.GetFullPath(file) : backbone.Record.Name });
        }
        catch
        {
            _store?.Dispose();
            _viewStore?.Dispose();
            _base.Dispose();
            throw;
        }
    }

    public EngineParts Parts { get; }

    /// <summary>What a person wants to know before it begins.</summary>
    public IReadOnlyList<string> Sentences { get; }

    public static ExtractionPlan Open(ExtractOptions options) => new(options);

    public void Dispose()
    {
        _paths.Dispose();
        _store.Dispose();
        _viewStore?.Dispose();
        _base.Dispose();
    }

    private static CutPoint ChooseCut(Backbone backbone, IReadOnlyList<CutPoint> cuts, int imageSize, string where)
    {
        var cut = Unfreezing.Resolve(backbone.Graph, cuts, imageSize, where);
        return cut.Shape.Count > 0 && cut.Tensors[0] != backbone.Graph.InputName ? cut : throw new ArgumentException(
            $"There are no features at '{where}' of '{backbone.Record.Name}' at {imageSize} px: it {(cut.Shape.Count == 0 ? "does not exist at this size" : "begins with the picture itself")}. Choose another place; 'transfer models inspect' lists them.");
    }
}
