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

    private TuneBase(OpenBase open, FeatureRows train, FeatureRows heldOut, bool isPooled)
    {
        (_length, _isPooled) = (train.Length, isPooled);
        _rows = [.. train.ToArray(), .. heldOut.ToArray()];
        (Identities, HeldOutIdentities) = (train.Identities, heldOut.Identities);
        Labels = [.. train.Labels, .. heldOut.Labels];
        Recipe = open.Recipe(null).Hash.ToString();
        Parameters = open.Cut.ParametersBelow;
    }

    /// <summary>The content of each training image, in an order that is the same for all bases.</summary>
    public IReadOnlyList<string> Identities { get; }

    /// <summary>The content of each held-out image.</summary>
    public IReadOnlyList<string> HeldOutIdentities { get; }

    /// <summary>The class of each image, first the training images.</summary>
    public long[] Labels { get; }

    /// <summary>Everything that shaped the features, as a hash.</summary>
    public string Recipe { get; }

    /// <summary>The number of weights of the base.</summary>
    public long Parameters { get; }

    /// <summary>The time of the base for an image, in milliseconds.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>Makes the features, through the cache.</summary>
    /// <param name="options">The network, image size and cut.</param>
    /// <param name="isPooled">Whether the map is pooled; false for whole maps.</param>
    /// <param name="state">Remembers how long the base takes.</param>
    public static TuneBase Open(TrainOptions options, ImageDataset dataset, bool isPooled, TuneState state, RunContext context)
    {
        using var open = OpenBase.Open(options.Features with { Pooling = isPooled ? Pooling.AverageMax : Pooling.None }, BaseCut.End);
        using var source = FeatureSource.Open(open, options.Features, null);
        var extracted = source.Extract([(dataset.Train, 0), (dataset.Validation, 0)], options.Data, context.In(Stages.Extracting));
        var (train, heldOut) = (Ordered(extracted[0].Clean), Ordered(extracted[1].Clean));
        if (train.Count == 0 || heldOut.Count == 0)
        {
            throw new InvalidDataException($"'{options.Data}' has {train.Count} training and {heldOut.Count} validation images that can be "
                + "used; expected some of both.");
        }

        return new TuneBase(open, train, heldOut, isPooled && open.EndPooling.Pooling == Pooling.AverageMax)
        {
            Milliseconds = state.MillisecondsOf($"{open.Recipe(null).Hash}", () => Time(open, context)),
        };
    }

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
