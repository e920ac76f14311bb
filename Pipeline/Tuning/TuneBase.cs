namespace Transfer.Pipeline.Tuning;

/// <summary>A network at an image size and a cut: the features of all images, from one pass of the base, and what the base costs.</summary>
internal sealed class TuneBase
{
    private const int TimedBatch = 8;
    private const int TimedRuns = 7;

    // Separates these random numbers from others with the same seed.
    private const int Stream = 0x54756E65;

    private readonly float[] _rows;
    private readonly int _length;
    private readonly bool _isPooled;
    private readonly int _views;

    private TuneBase(OpenBase open, IReadOnlyList<FeatureRows> parts, Augmenter? augmenter)
    {
        var (train, heldOut) = (parts[0], parts[1]);
        (_length, _isPooled) = (train.Length, open.Base.Pooling.Pooling == Pooling.AverageMax);
        _rows = [.. parts.SelectMany(part => part.ToArray())];
        (Identities, HeldOutIdentities) = (train.Identities, heldOut.Identities);
        Labels = [.. parts.SelectMany(part => part.Labels)];
        _views = parts.Count > 2 ? parts[2].Count / train.Count : 0;
        Recipe = $"{open.Recipe(null).Hash} {(augmenter is null ? null : open.Recipe(augmenter).Hash)}";
        Parameters = open.Cut.ParametersBelow;
    }

    /// <summary>The content of each training image, in an order that is the same for all bases.</summary>
    public IReadOnlyList<string> Identities { get; }

    /// <summary>The content of each held-out image.</summary>
    public IReadOnlyList<string> HeldOutIdentities { get; }

    /// <summary>The class of each row: the training images, the held-out images, then the views of each training image.</summary>
    public long[] Labels { get; }

    /// <summary>Everything that shaped the features, as a hash.</summary>
    public string Recipe { get; }

    /// <summary>The number of weights of the base.</summary>
    public long Parameters { get; }

    /// <summary>The time of the base for an image, in milliseconds.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>Makes the features, through the cache.</summary>
    /// <param name="options">The network, image size and cut, and how many views of each training image there are.</param>
    /// <param name="isPooled">Whether the map is pooled; false for whole maps.</param>
    /// <param name="state">Remembers how long the base takes.</param>
    public static TuneBase Open(TrainOptions options, ImageDataset dataset, bool isPooled, TuneState state, RunContext context)
    {
        using var open = OpenBase.Open(options.Features with { Pooling = isPooled ? Pooling.AverageMax : Pooling.None }, BaseCut.End);
        var augmenter = options.Views.Any ? open.Augmenter(options.Views.Augmentation, options.DataSeed) : null;
        using var source = FeatureSource.Open(open, options.Features, augmenter);
        var extracted = source.Extract(
            [(dataset.Train, options.Views.Cached), (dataset.Validation, 0)], options.Data, context.In(Stages.Extracting));
        FeatureRows[] parts =
            [.. new[] { extracted[0].Clean, extracted[1].Clean, extracted[0].Views }.OfType<FeatureRows>().Select(Ordered)];
        if (parts[0].Count == 0 || parts[1].Count == 0)
        {
            throw new InvalidDataException($"'{options.Data}' has {parts[0].Count} training and {parts[1].Count} validation images that "
                + "can be used; expected some of both.");
        }

        return new TuneBase(open, parts, augmenter)
        {
            Milliseconds = state.MillisecondsOf($"{open.Recipe(null).Hash}", () => Time(open, context)),
        };
    }

    /// <summary>A fold of training images whose head is trained on their first views.</summary>
    public Fold WithViews(Fold fold, int views) => views == 0 ? fold : fold with
    {
        Train = [.. fold.Train.SelectMany(i => Enumerable.Range(Identities.Count + HeldOutIdentities.Count + (i * _views), views))],
    };

    /// <summary>Whether there is a map of which this can be made.</summary>
    public bool Has(Pooling pooling) => _isPooled ? pooling is Pooling.Average or Pooling.Max or Pooling.AverageMax
        : pooling is Pooling.None;

    /// <summary>The number of features of an image.</summary>
    public int LengthOf(Pooling pooling) => pooling is Pooling.Average or Pooling.Max ? _length / 2 : _length;

    /// <summary>The features of all images, <c>[N, F]</c>.</summary>
    public float[] Rows(Pooling pooling)
    {
        var length = LengthOf(pooling);
        if (length == _length)
        {
            return _rows;
        }

        // The average comes first.
        var (begin, rows) = (pooling == Pooling.Max ? length : 0, new float[Labels.Length * length]);
        for (var i = 0; i < Labels.Length; i++)
        {
            _rows.AsSpan((i * _length) + begin, length).CopyTo(rows.AsSpan(i * length));
        }

        return rows;
    }

    private static FeatureRows Ordered(FeatureRows rows) => rows.With(rows.Where(_ => false));

    private static double Time(OpenBase open, RunContext context)
    {
        var images = new float[TimedBatch * 3 * open.ImageSize * open.ImageSize];
        var random = new SeededRandom(Stream);
        for (var i = 0; i < images.Length; i++)
        {
            images[i] = (float)random.NextDouble();
        }

        var features = new float[TimedBatch * open.Base.FeatureLength];
        open.Base.Run(images, TimedBatch, features);
        return Enumerable.Range(0, TimedRuns).Min(_ =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var start = context.Time.GetTimestamp();
            open.Base.Run(images, TimedBatch, features);
            return context.Time.GetElapsedTime(start).TotalMilliseconds / TimedBatch;
        });
    }
}
