using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Backbone, base and the cached features of a dataset: what training and export have in common. Owns base and store.</summary>
internal sealed class PreparedData : IDisposable
{
    private readonly long _seed;
    private readonly ViewOptions _views;
    private readonly int _testViews;
    private readonly Imaging _imaging;
    private readonly BatchMixer? _mixer;
    private readonly string? _model;
    private readonly bool _trustPaths;
    private FeatureStore? _store;
    private FeatureStore? _viewStore;

    private PreparedData(TrainOptions options, IProgress<ProgressUpdate>? progress, string? unfreeze, Backbone? backbone)
    {
        (_seed, _views, _testViews, _imaging) = (options.Trainer.Seed, options.Views, options.TestViews, options.Imaging);
        (_model, _trustPaths) = (options.Model, !options.VerifyFiles);
        Device = Models.Device.Resolve(options.Device);
        Folder = options.Data;
        Dataset = options.Targets is null
            ? ImageFolder.Read(options.Data, options.ValidationSplit, _seed)
            : TargetTable.Read(options.Data, options.Targets, options.Task.Kind, options.ValidationSplit, _seed);
        Task = LearningTask.Choose(Dataset.Kind, Dataset.Classes.Count, options.Task);
        LinearHead.Check(options.Head, Task);
        Backbone = backbone ?? Backbone.Load(options.Model);
        Preprocessing = BaseRecipe.ChoosePreprocessing(options.Preprocessing, Backbone);
        ImageSize = options.ImageSize ?? Backbone.Record.ImageSize;
        Cuts = CutPoints.Find(Backbone.Graph, ImageSize);
        End = Cuts.Single(c => c.IsDefault);
        Cut = unfreeze is null ? End : ChooseCut(unfreeze);
        Base = new ConvBase(Backbone.Graph, Cut, ImageSize, unfreeze is null ? options.Pooling : Pooling.None, Device);
        EndPooling = End.Shape.Count == 3 ? options.Pooling : Pooling.None;
        Augmenter = new Augmenter(AugmentationOptions.Parse(_views.Augmentation), Preprocessing, ImageSize, _seed) { Imaging = _imaging };
        _mixer = options.Mixing.Any ? new BatchMixer(options.Mixing, Task, _views.Fresh ? [3, ImageSize, ImageSize] : Base.FeatureShape, _seed) : null;
        progress.Say($"Data: {Dataset.Description}.");
        progress.Say($"Task: {Task.Description}.");
        progress.Say($"Base: {Backbone.Record.Name} up to '{Cut.Name}' at {ImageSize} px, features [{string.Join(",", Base.MapShape)}]{Pooled()}, preprocessing {Preprocessing}.");
        progress.Say($"Device: {Device}{(options.Device == "auto" ? " (chosen by auto)" : "")}, {Device.ExecutionProvider}.");
        SayViews(progress, options.Mixing);
    }

    public Device Device { get; }

    /// <summary>Where the images lie.</summary>
    public string Folder { get; }

    public ImageDataset Dataset { get; }

    public LearningTask Task { get; }

    public Backbone Backbone { get; }

    public Preprocessing Preprocessing { get; }

    public int ImageSize { get; }

    public IReadOnlyList<CutPoint> Cuts { get; }

    /// <summary>The end of the convolutional base.</summary>
    public CutPoint End { get; }

    /// <summary>What becomes of the map at the end of the base.</summary>
    public Pooling EndPooling { get; }

    /// <summary>The number of features that a head on the end of the base gets.</summary>
    public int EndLength => EndPooling == Pooling.None ? End.Shape.Aggregate(1, (product, dim) => product * dim) : End.Shape[0];

    /// <summary>Where features leave: the end of the base, or lower where layers are unfrozen.</summary>
    public CutPoint Cut { get; }

    public Augmenter Augmenter { get; }

    public ConvBase Base { get; }

    public ImageLoader Loader => new(Preprocessing, ImageSize) { Imaging = _imaging };

    public FeatureRows Train { get; private set; } = null!;

    /// <summary>The augmented views of the training images, image by image; null where none are cached.</summary>
    public FeatureRows? TrainViews { get; private set; }

    /// <summary>The augmented views of the validation images, image by image; null where none are cached.</summary>
    public FeatureRows? ValidationViews { get; private set; }

    public FeatureRows Validation { get; private set; } = null!;

    public IReadOnlyList<ExcludedImage> Excluded { get; private set; } = [];

    public int Extracted { get; private set; }

    public string Origin =>
        $"{Backbone.Record.Name}, sha256 {Backbone.Record.Sha256}, licence {Backbone.Record.Licence}, origin: {Backbone.Record.Origin}; cut at {Cut.Name}";

    /// <summary>Checks everything that can be checked before work begins; nothing is decoded yet.</summary>
    /// <param name="unfreeze">What is to be trained of the network, as <see cref="Unfreezing"/> has it; null for nothing.</param>
    /// <param name="backbone">The network; null loads the one that the options name.</param>
    public static PreparedData Open(TrainOptions options, IProgress<ProgressUpdate>? progress, string? unfreeze = null, Backbone? backbone = null) =>
        new(options, progress, unfreeze, backbone);

    /// <summary>A trainer for the task.</summary>
    /// <param name="classWeight">As <see cref="ClassWeights.Parse"/> has it; null for none.</param>
    /// <param name="checkpoint">Where training stands after each epoch; null for nowhere.</param>
    public Trainer Trainer(TrainerOptions options, string? classWeight, TrainingCheckpoint? checkpoint) => new(options, Task)
    {
        Checkpoint = checkpoint,
        ClassWeights = ClassWeightsOf(classWeight),
    };

    /// <summary>The weight of each class, as <see cref="ClassWeights.Parse"/> has it; null for none.</summary>
    public float[]? ClassWeightsOf(string? classWeight) => ClassWeights.Of(classWeight, Task, Dataset.Classes, () => Train.Labels);

    /// <summary>What a head is trained on: every epoch has all of the first views of each image.</summary>
    /// <param name="views">How many of the cached views; 0 where none are cached.</param>
    public IBatchSource HeadBatches(TorchSharp.torch.Device device, int views) =>
        views > 0 ? new CachedBatches(ViewRows(views), device, mixer: _mixer) : NetworkBatches(device);

    /// <summary>The first of the cached views of each training image.</summary>
    public FeatureRows ViewRows(int views) => TrainViews!.Where(i => i % _views.Cached < views);

    /// <summary>What a network is trained on: every epoch has one view of each image.</summary>
    public IBatchSource NetworkBatches(TorchSharp.torch.Device device) => _views switch
    {
        { Fresh: true } => new FreshBatches(Train, Base, Augmenter, device, _mixer),
        { Cached: > 0 } => new CachedBatches(TrainViews!, device, _views.Cached, _seed, _mixer),
        _ => new CachedBatches(Train, device, mixer: _mixer),
    };

    /// <summary>Sees to it that the cache has the features of the training and validation images. Test images stay closed.</summary>
    public void Extract(TrainOptions options, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        using var paths = PathIndex.Open(CacheOf(options));
        // One pass over both splits keeps decoder and base busy to the end.
        var rows = ExtractClean([.. Dataset.Train, .. Dataset.Validation], options, paths, progress, cancellation);
        (Train, Validation) = (Split(Dataset.Train, rows, "training"), Split(Dataset.Validation, rows, "validation"));
        WarnOfLeaks(Validation, "validation", Train.Keys.Select(k => k.Image).ToHashSet(), progress);
        if (_views.Cached > 0 || _testViews > 0)
        {
            ExtractViews(options, paths, progress, cancellation);
        }
    }

    /// <summary>Sees to it that the cache has the features of one split, to be looked at and not trained on.</summary>
    /// <param name="samples">Its images.</param>
    /// <param name="split">What it is called.</param>
    /// <returns>Rows of the images, and of their test-time views; null where none are asked for.</returns>
    public (FeatureRows Rows, FeatureRows? Views) ExtractAlone(
        IReadOnlyList<ImageSample> samples, string split, TrainOptions options, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        using var paths = PathIndex.Open(CacheOf(options));
        var rows = Split(samples, ExtractClean(samples, options, paths, progress, cancellation), null);
        if (rows.Count == 0)
        {
            throw new InvalidDataException($"None of the {samples.Count:N0} {split} images can be used. See the images left out above, and mend or replace them.");
        }

        // Only of files that are known and unchanged; to read all others again would cost more than the evaluation.
        var trained = new HashSet<ContentHash>();
        foreach (var path in Dataset.Train.Select(s => Path.GetFullPath(s.Path)).Where(File.Exists))
        {
            if (paths.TryGet(path, FileStamp.Of(path), out var hash))
            {
                trained.Add(hash);
            }
        }

        WarnOfLeaks(rows, split, trained, progress);
        return (rows, _testViews == 0 ? null : ExtractTestViews(rows, options, paths, progress, cancellation));
    }

    public void Dispose()
    {
        _store?.Dispose();
        _viewStore?.Dispose();
        Base.Dispose();
    }

    private static string CacheOf(TrainOptions options) => options.Cache ?? UserFolder.Cache;

    private Dictionary<string, FeatureKey> ExtractClean(
        IReadOnlyList<ImageSample> samples, TrainOptions options, PathIndex paths, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        _store = OpenStore(options, BaseRecipe.NoAugmentation, progress);
        var result = new FeatureExtractor(Base, Loader, _store, paths: paths, trustPaths: _trustPaths).Extract(samples, progress, cancellation: cancellation);
        (Excluded, Extracted) = (result.Excluded, result.Extracted);
        progress.Say(result.Extracted == 0
            ? $"Features: all {result.Cached:N0} from the cache; nothing was decoded, the base did not run."
            : $"Features: {result.Extracted:N0} extracted, {result.Cached:N0} from the cache.");
        Report(samples.Count, options, progress);
        return result.Rows.Samples.Zip(result.Rows.Keys).ToDictionary(p => p.First.Path, p => p.Second);
    }

    private CutPoint ChooseCut(string unfreeze)
    {
        var cut = Unfreezing.Resolve(Backbone.Graph, Cuts, ImageSize, unfreeze);
        if (cut.Shape.Count == 0)
        {
            throw new ArgumentException($"What '{unfreeze}' begins with does not exist at {ImageSize} px. Choose another place; 'transfer models inspect' lists them.");
        }

        return cut.ParametersBelow < End.ParametersBelow ? cut : throw new ArgumentException(
            $"'{unfreeze}' lies at or above '{End.Name}', the end of the base, so nothing of the base would be trained. Choose a lower layer; 'transfer models inspect' lists them.");
    }

    private FeatureStore OpenStore(TrainOptions options, string augmentation, IProgress<ProgressUpdate>? progress)
    {
        var store = FeatureStore.Open(
            Path.Combine(CacheOf(options), "features"), BaseRecipe.Of(Base, Cut, Preprocessing, Device, augmentation, imaging: _imaging), [.. Base.FeatureShape],
            new FeatureStoreOptions { VerifyFiles = options.VerifyFiles, Hints = BaseRecipe.HintsOf(Backbone, _model) });
        foreach (var shard in store.DamagedShards)
        {
            progress.Say(shard.Reason);
        }

        return store;
    }

    private void ExtractViews(TrainOptions options, PathIndex paths, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        _viewStore = OpenStore(options, BaseRecipe.AugmentationOf(Augmenter), progress);
        (TrainViews, var train) = ExtractViewsOf(Train, _views.Cached, paths, progress, cancellation);
        (ValidationViews, var validation) = ExtractViewsOf(Validation, _testViews, paths, progress, cancellation);
        SayExtractedViews(train.Extracted + validation.Extracted, train.Cached + validation.Cached, progress);
    }

    private FeatureRows? ExtractTestViews(FeatureRows rows, TrainOptions options, PathIndex paths, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        _viewStore = OpenStore(options, BaseRecipe.AugmentationOf(Augmenter), progress);
        var (views, done) = ExtractViewsOf(rows, _testViews, paths, progress, cancellation);
        SayExtractedViews(done.Extracted, done.Cached, progress);
        return views;
    }

    private void SayExtractedViews(int extracted, int cached, IProgress<ProgressUpdate>? progress)
    {
        Extracted += extracted;
        progress.Say($"Views: {extracted:N0} extracted, {cached:N0} from the cache.");
    }

    private (FeatureRows? Rows, (int Extracted, int Cached) Done) ExtractViewsOf(
        FeatureRows split, int views, PathIndex paths, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        if (views == 0 || split.Count == 0)
        {
            return (null, (0, 0));
        }

        var extractor = new FeatureExtractor(Base, Loader, _viewStore!, Augmenter, paths, _trustPaths);
        var result = extractor.Extract(split.Samples, progress, [.. Enumerable.Range(1, views)], cancellation);
        return result.Excluded.Count == 0 ? (result.Rows, (result.Extracted, result.Cached)) : throw new InvalidDataException(
            $"'{result.Excluded[0].Path}' could be read before and cannot now: {result.Excluded[0].Reason}. Leave the images as they are while training.");
    }

    private void SayViews(IProgress<ProgressUpdate>? progress, MixingOptions mixing)
    {
        var views = Join(
            (_views.Fresh, "new ones of each training image every epoch"),
            (_views.Cached > 0, $"{_views.Cached} of each training image"),
            (_testViews > 0, $"{_testViews} of each evaluated image"));
        if (views.Length > 0)
        {
            progress.Say($"Views: {views}; augmentation {_views.Augmentation.Split(';')[0]}: {Augmenter.Options.Summary}.");
        }

        if (mixing.Any)
        {
            var ways = Join((mixing.MixUp > 0, $"MixUp, alpha {mixing.MixUp}"), (mixing.CutMix > 0, $"CutMix, alpha {mixing.CutMix}"));
            progress.Say($"Mixed {(_views.Fresh ? "images" : "features")}: {ways}. Training accuracy is against the class with the largest share.");
        }

        static string Join(params (bool Holds, string Text)[] parts) => string.Join("; ", parts.Where(p => p.Holds).Select(p => p.Text));
    }

    private string Pooled() => Base.Pooling == Pooling.None ? "" : $" pooled to [{Base.FeatureLength}]";

    private void Report(int images, TrainOptions options, IProgress<ProgressUpdate>? progress)
    {
        foreach (var image in Excluded)
        {
            progress.Say($"Left out: {image.Path}: {image.Reason}");
        }

        if (Excluded.Count == 0)
        {
            return;
        }

        progress.Say($"{Excluded.Count:N0} of {images:N0} images were left out.");
        if (options.Strict)
        {
            throw new InvalidDataException(
                $"{Excluded.Count:N0} images cannot be used (the first: '{Excluded[0].Path}', {Excluded[0].Reason}), and --strict allows none. Mend or remove them; the features of the others are kept.");
        }
    }

    private FeatureRows Split(IReadOnlyList<ImageSample> samples, Dictionary<string, FeatureKey> rows, string? required)
    {
        var kept = samples.Where(s => rows.ContainsKey(s.Path)).ToArray();
        if (required is not null && kept.Length == 0)
        {
            throw new InvalidDataException($"No {required} image can be used. See the images left out above, and mend or replace them.");
        }

        if (required is not null && Task.AreClasses)
        {
            var empty = Enumerable.Range(0, Dataset.Classes.Count).FirstOrDefault(label => kept.All(s => s.Label != label), -1);
            if (empty >= 0)
            {
                throw new InvalidDataException($"No {required} image of the class '{Dataset.Classes[empty]}' can be used. See the images left out above, and mend or replace them.");
            }
        }

        return new FeatureRows(_store!, Array.ConvertAll(kept, s => rows[s.Path]), kept);
    }

    private static void WarnOfLeaks(FeatureRows rows, string split, HashSet<ContentHash> trained, IProgress<ProgressUpdate>? progress)
    {
        var leaked = rows.Keys.Count(key => trained.Contains(key.Image));
        if (leaked > 0)
        {
            progress.Say($"Warning: {leaked:N0} {split} images are also training images, byte for byte; figures on them are too good.");
        }
    }
}
