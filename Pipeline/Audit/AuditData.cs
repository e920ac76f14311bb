namespace Transfer.Pipeline.Audit;

/// <summary>The images of an audit, with their features and measures. Owns the base and the opened cache.</summary>
internal sealed class AuditData : IDisposable
{
    private readonly OpenBase _base;
    private readonly FeatureSource _source;
    private readonly Dictionary<string, string> _paths;
    private readonly Dictionary<string, int> _byName;

    private AuditData(OpenBase open, FeatureSource source, Dictionary<string, string> paths, AuditImages images)
    {
        (_base, _source, _paths, Images) = (open, source, paths, images);
        _byName = images.Names.Index().ToDictionary(n => n.Item, n => n.Index);
    }

    /// <summary>The images that can be used.</summary>
    public AuditImages Images { get; }

    /// <summary>The measures of each image.</summary>
    public required ImageMeasures[] Measures { get; init; }

    /// <summary>The images of each class in each split.</summary>
    public required IReadOnlyList<ClassBalance> Balance { get; init; }

    /// <summary>The images that cannot be used: name, class, split and reason.</summary>
    public required IReadOnlyList<AuditFinding> Unreadable { get; init; }

    /// <summary>Height and width of the images that the network takes.</summary>
    public int NetworkSize => _base.ImageSize;

    /// <summary>What decodes images.</summary>
    public Imaging Imaging => _base.Imaging;

    /// <summary>The path of an image by its name.</summary>
    public string PathOf(string name) => _paths[name];

    /// <summary>The measures of an image by its name; null for one that cannot be read.</summary>
    public ImageMeasures? MeasuresOf(string name) => _byName.TryGetValue(name, out var image) ? Measures[image] : null;

    /// <summary>Lists the images, and gets their features and measures, through the cache.</summary>
    /// <exception cref="InvalidDataException">Images have no classes, or none of them can be used.</exception>
    public static AuditData Open(AuditOptions options, RunContext context)
    {
        var dataset = RunSamples.List(new TrainOptions { Data = options.Data, Targets = options.Targets, Seed = options.Seed });
        if (dataset.Kind is not (TaskKind.Binary or TaskKind.MultiClass))
        {
            throw new InvalidDataException($"'{options.Targets}' has several labels or values for each image; expected one class for each, "
                + "which is what an audit compares with the images.");
        }

        Say(dataset, context);
        var open = OpenBase.Open(options.Features, BaseCut.End);
        FeatureSource? source = null;
        try
        {
            context.Say($"Base: {open.Backbone.Record.Name} up to '{open.Cut.Name}' at {open.ImageSize} px, features "
                + $"{open.Base.Pooling.Description}, preprocessing {open.PreprocessingText}.");
            source = FeatureSource.Open(open, options.Features, null);
            return Extract(options, dataset, open, source, context);
        }
        catch
        {
            source?.Dispose();
            open.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _source.Dispose();
        _base.Dispose();
    }

    private static void Say(ImageDataset dataset, RunContext context)
    {
        var images = dataset.Train.Count + dataset.Validation.Count + dataset.Test.Count;
        context.Say(dataset.HasOwnValidation || dataset.Test.Count > 0
            ? $"Data: {dataset.Description}."
            : $"Data: {images:N0} images of {dataset.Classes.Count:N0} classes, without splits.");
        foreach (var note in dataset.Notes)
        {
            context.Say(note);
        }
    }

    private static AuditData Extract(
        AuditOptions options, ImageDataset dataset, OpenBase open, FeatureSource source, RunContext context)
    {
        // Which images validate is chosen by a seed where there is no such split, so those are training images.
        var validation = dataset.HasOwnValidation ? SplitNames.Validation : SplitNames.Train;
        var hasSplits = dataset.HasOwnValidation || dataset.Test.Count > 0;
        (string Name, IReadOnlyList<ImageSample> Samples)[] splits =
            [(SplitNames.Train, dataset.Train), (validation, dataset.Validation), (SplitNames.Test, dataset.Test)];
        var splitOf = splits.SelectMany(s => s.Samples.Select(sample => (sample.Path, s.Name)))
            .ToDictionary(s => s.Path, s => hasSplits ? s.Name : "");
        var extracted = source.Extract([.. splits.Select(s => (s.Samples, 0))], options.Data, context);
        var rows = extracted[0].Clean.With(extracted[1].Clean).With(extracted[2].Clean);
        var samples = splits.SelectMany(s => s.Samples).ToDictionary(s => s.Path, s => s);
        AuditFinding[] unreadable = [.. extracted.SelectMany(e => e.Excluded).Select(e => new AuditFinding(
            samples[e.Path].NameIn(options.Data), FindingKind.Quality, "unreadable", 1, ClassOf(samples[e.Path]), AuditFinding.Delete)
        {
            Split = splitOf[e.Path],
            Detail = e.Reason,
        })];
        if (rows.Count < 2)
        {
            throw new InvalidDataException($"{rows.Count} of {splitOf.Count:N0} images can be used; expected two or more. "
                + (unreadable.Length > 0 ? $"The first: '{unreadable[0].Path}', {unreadable[0].Detail}." : ""));
        }

        using var index = MeasureIndex.Open(options.Features, context.Time);
        var measures = index.Measure([.. rows.Samples.Zip(rows.Keys, (s, key) => (s.Path, key.Image))], context);
        var images = new AuditImages(rows, rows.Names, [.. rows.Samples.Select(s => splitOf[s.Path])], dataset.Classes);
        return new AuditData(open, source, samples.Values.ToDictionary(s => s.NameIn(options.Data), s => s.Path), images)
        {
            Measures = measures,
            Unreadable = unreadable,
            Balance = [.. samples.Values.CountBy(s => (Class: ClassOf(s), Split: splitOf[s.Path]))
                .Select(s => new ClassBalance(s.Key.Class, s.Key.Split, s.Value))],
        };

        string ClassOf(ImageSample sample) => dataset.Classes[sample.Label];
    }
}
