namespace Transfer.Pipeline.Tuning;

/// <summary>
/// The features of all images of a tournament at one cut, lying in the cache, in an order that is the same for all cuts. Owns the base and
/// the opened stores.
/// </summary>
internal sealed class TuneRows : IDisposable
{
    private readonly FeatureSource _source;

    private TuneRows(OpenBase open, FeatureSource source, IReadOnlyList<ExtractedImages> extracted)
    {
        (Base, _source) = (open, source);
        (Images, HeldOut) = (Ordered(extracted[0].Clean), Ordered(extracted[1].Clean));
        ImageViews = extracted[0].Views is { } views ? Ordered(views) : null;
        HeldOutViews = extracted[1].Views is { } others ? Ordered(others) : null;
    }

    public OpenBase Base { get; }

    /// <summary>The training images.</summary>
    public FeatureRows Images { get; }

    /// <summary>The images that no choice sees.</summary>
    public FeatureRows HeldOut { get; }

    /// <summary>The views of the training images, image by image; null where there are none.</summary>
    public FeatureRows? ImageViews { get; }

    /// <summary>The views of the held-out images, image by image; null where there are none.</summary>
    public FeatureRows? HeldOutViews { get; }

    /// <summary>Everything that shaped the features, as a hash; of the views as well, where there are any.</summary>
    public required string Recipe { get; init; }

    /// <summary>Makes the features, through the cache.</summary>
    /// <param name="where">Where features leave the network.</param>
    /// <param name="views">The number of views of each training image, and of each held-out image.</param>
    public static TuneRows Open(
        TrainOptions options, BaseCut where, ImageDataset dataset, (int Images, int HeldOut) views, RunContext context)
    {
        var open = OpenBase.Open(options.Features, where);
        FeatureSource? source = null;
        try
        {
            var augmenter = views == (0, 0) ? null : open.Augmenter(options.Views.Augmentation, options.DataSeed);
            source = FeatureSource.Open(open, options.Features, augmenter);
            var extracted = source.Extract(
                [(dataset.Train, views.Images), (dataset.Validation, views.HeldOut)], options.Data, context.In(Stages.Extracting));
            return new TuneRows(open, source, extracted)
            {
                Recipe = $"{open.Recipe(null).Hash} {(augmenter is null ? null : open.Recipe(augmenter).Hash)}",
            };
        }
        catch
        {
            source?.Dispose();
            open.Dispose();
            throw;
        }
    }

    /// <summary>The truth of some rows, without outputs.</summary>
    public static Predictions TruthOf(FeatureRows rows, LearningTask task, IReadOnlyList<string> classes) => new()
    {
        Task = task,
        Names = classes,
        Samples = rows.Names,
        Outputs = [],
        Targets = Array.ConvertAll(rows.Labels, label => (float)label),
    };

    public void Dispose()
    {
        _source.Dispose();
        Base.Dispose();
    }

    private static FeatureRows Ordered(FeatureRows rows) => rows.With(rows.Where(_ => false));
}
