using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Backbone, base and the cached features of a dataset: what training and export have in common. Owns base and store.</summary>
internal sealed class PreparedData : IDisposable
{
    private FeatureStore? _store;

    private PreparedData(TrainOptions options, IProgress<ProgressUpdate>? progress)
    {
        Device = Models.Device.Resolve(options.Device);
        Dataset = ImageFolder.Read(options.Data, options.ValidationSplit, options.Trainer.Seed);
        Backbone = Backbone.Load(options.Model);
        Preprocessing = ChoosePreprocessing(options, Backbone);
        ImageSize = options.ImageSize ?? Backbone.Record.ImageSize;
        Cut = CutPoints.Find(Backbone.Graph, ImageSize).Single(c => c.IsDefault);
        Base = new ConvBase(Backbone.Graph, Cut, ImageSize, options.Pooling, Device);
        progress.Say($"Data: {Dataset.Description}.");
        progress.Say($"Base: {Backbone.Record.Name} up to '{Cut.Name}' at {ImageSize} px, features [{string.Join(",", Base.MapShape)}]{Pooled()}, preprocessing {Preprocessing}.");
        progress.Say($"Device: {Device}{(options.Device == "auto" ? " (chosen by auto)" : "")}, {Device.ExecutionProvider}.");
    }

    public Device Device { get; }

    public ImageDataset Dataset { get; }

    public Backbone Backbone { get; }

    public Preprocessing Preprocessing { get; }

    public int ImageSize { get; }

    public CutPoint Cut { get; }

    public ConvBase Base { get; }

    public ImageLoader Loader => new(Preprocessing, ImageSize);

    public FeatureRows Train { get; private set; } = null!;

    public FeatureRows Validation { get; private set; } = null!;

    public FeatureRows Test { get; private set; } = null!;

    public IReadOnlyList<ExcludedImage> Excluded { get; private set; } = [];

    public int Extracted { get; private set; }

    public string Origin =>
        $"{Backbone.Record.Name}, sha256 {Backbone.Record.Sha256}, licence {Backbone.Record.Licence}, origin: {Backbone.Record.Origin}; cut at {Cut.Name}";

    /// <summary>Checks everything that can be checked before work begins; nothing is decoded yet.</summary>
    public static PreparedData Open(TrainOptions options, IProgress<ProgressUpdate>? progress) => new(options, progress);

    /// <summary>Sees to it that the cache has the features of all pictures.</summary>
    public void Extract(TrainOptions options, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var root = Path.Combine(options.Cache ?? UserFolder.Cache, "features");
        _store = FeatureStore.Open(root, Recipe(), [.. Base.FeatureShape]);
        foreach (var shard in _store.SetAside)
        {
            progress.Say(shard.Reason);
        }

        var extractor = new FeatureExtractor(Base, Loader, _store);
        // One pass over all splits keeps decoder and base busy to the end.
        var all = Dataset.Train.Concat(Dataset.Validation).Concat(Dataset.Test).ToList();
        var result = extractor.Extract(all, progress, cancellation);
        (Excluded, Extracted) = (result.Excluded, result.Extracted);
        progress.Say(result.Extracted == 0
            ? $"Features: all {result.Cached:N0} from the cache; nothing was decoded, the base did not run."
            : $"Features: {result.Extracted:N0} extracted, {result.Cached:N0} from the cache.");
        Report(options, progress);
        var rows = result.Rows.Samples.Zip(result.Rows.Keys).ToDictionary(p => p.First.Path, p => p.Second);
        (Train, Validation, Test) = (Split(Dataset.Train, rows, "training"), Split(Dataset.Validation, rows, "validation"), Split(Dataset.Test, rows, null));
        WarnOfLeaks(progress);
    }

    public void Dispose()
    {
        _store?.Dispose();
        Base.Dispose();
    }

    private static Preprocessing ChoosePreprocessing(TrainOptions options, Backbone backbone) =>
        (options.Preprocessing ?? backbone.Record.Preprocessing) is { } text
            ? Preprocessing.Parse(text)
            : throw new NotSupportedException(
                $"How '{backbone.Record.Name}' wants its pictures is not known, and a guess can cost ten points of accuracy. Say it with --preprocessing caffe, tf or torch (Keras' modes) or such as --preprocessing order=RGB,mean=127,std=128.");

    private string Pooled() => Base.Pooling == Pooling.None ? "" : $" pooled to [{Base.FeatureLength}]";

    private FeatureRecipe Recipe() => new(new Dictionary<string, string>
    {
        ["base"] = Base.GraphHash,
        ["cut"] = Cut.Name,
        ["preprocessing"] = Preprocessing.ToString(),
        ["image size"] = $"{ImageSize}",
        ["pooling"] = Base.Pooling.ToString(),
        ["augmentation"] = "none",
        ["numeric type"] = "float32",
        ["loader"] = ImageLoader.FormatVersion,
        ["runtime"] = $"ONNX Runtime {ConvBase.RuntimeVersion}, {Device.ExecutionProvider}",
    });

    private void Report(TrainOptions options, IProgress<ProgressUpdate>? progress)
    {
        foreach (var image in Excluded)
        {
            progress.Say($"Left out: {image.Path}: {image.Reason}");
        }

        if (Excluded.Count == 0)
        {
            return;
        }

        progress.Say($"{Excluded.Count:N0} of {Dataset.Train.Count + Dataset.Validation.Count + Dataset.Test.Count:N0} pictures were left out.");
        if (options.Strict)
        {
            throw new InvalidDataException(
                $"{Excluded.Count:N0} pictures cannot be used (the first: '{Excluded[0].Path}', {Excluded[0].Reason}), and --strict allows none. Mend or remove them; the features of the others are kept.");
        }
    }

    private FeatureRows Split(IReadOnlyList<ImageSample> samples, Dictionary<string, FeatureKey> rows, string? required)
    {
        var kept = samples.Where(s => rows.ContainsKey(s.Path)).ToArray();
        if (required is not null)
        {
            var empty = Enumerable.Range(0, Dataset.Classes.Count).FirstOrDefault(label => kept.All(s => s.Label != label), -1);
            if (empty >= 0)
            {
                throw new InvalidDataException($"No {required} picture of the class '{Dataset.Classes[empty]}' can be used. See the pictures left out above, and mend or replace them.");
            }
        }

        return new FeatureRows(_store!, Array.ConvertAll(kept, s => rows[s.Path]), kept);
    }

    private void WarnOfLeaks(IProgress<ProgressUpdate>? progress)
    {
        var train = Train.Keys.ToHashSet();
        var leaked = Validation.Keys.Concat(Test.Keys).Count(train.Contains);
        if (leaked > 0)
        {
            progress.Say($"Warning: {leaked:N0} validation or test pictures are also training pictures, byte for byte; accuracies below are too high.");
        }
    }
}
