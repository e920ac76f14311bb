using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Everything that an extraction needs, opened and checked before work begins. Owns all of it.</summary>
internal sealed class ExtractionPlan : IDisposable
{
    private readonly ChosenBase _base;
    private readonly FeatureStore _store;
    private readonly FeatureStore? _viewStore;
    private readonly PathIndex _paths;

    private ExtractionPlan(ExtractOptions options)
    {
        if (!Directory.Exists(options.Data))
        {
            throw new DirectoryNotFoundException($"There is no folder '{options.Data}'. Give a folder of images; folders within it are searched too.");
        }

        _base = ChosenBase.Open(options);
        try
        {
            var root = options.Cache ?? UserFolder.Cache;
            _store = Open(_base.Recipe);
            _viewStore = options.Views > 0 ? Open(_base.ViewRecipe) : null;
            _paths = PathIndex.Open(root);
            Parts = new EngineParts
            {
                Base = _base.Base,
                Loader = _base.Loader,
                Store = _store,
                ViewStore = _viewStore,
                Augmenter = _base.Augmenter,
                Views = [.. Enumerable.Range(0, options.Views + 1)],
                Outcomes = OutcomeIndex.Open(root, options.Imaging),
                Paths = _paths,
                TrustPaths = !options.VerifyFiles,
                BatchSize = options.BatchSize,
                KeepFeatures = options.WithFeatures,
            };
            Sentences =
            [
                .. _base.Sentences,
                .. options.Views > 0 ? [$"Views: {options.Views} of each image beside itself, {_base.Augmenter.Options.Summary}."] : Array.Empty<string>(),
                .. _store.DamagedShards.Concat(_viewStore?.DamagedShards ?? []).Select(shard => shard.Reason),
            ];

            FeatureStore Open(FeatureRecipe recipe) => FeatureStore.Open(
                Path.Combine(root, CacheFolder.Features), recipe, [.. _base.Base.FeatureShape],
                new FeatureStoreOptions { Type = options.Type, VerifyFiles = options.VerifyFiles, Hints = _base.Hints });
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
}
