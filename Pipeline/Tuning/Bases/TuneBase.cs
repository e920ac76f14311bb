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
    private readonly Pooling _pooling;
    private readonly int _views;

    private TuneBase(TuneRows rows, Pooling asked)
    {
        var open = rows.Base;
        // A vector is not pooled, and a training that is asked to pool it automatically leaves it as it is.
        var isVector = asked == Pooling.AverageMax && open.Base.Pooling.Pooling == Pooling.None;
        (_length, _pooling) = (rows.Images.Length, isVector ? Pooling.Auto : asked);
        TakesToken = open.End.TokenPooling == Pooling.Token;
        FeatureRows[] parts = [.. new[] { rows.Images, rows.HeldOut, rows.ImageViews }.OfType<FeatureRows>()];
        _rows = [.. parts.SelectMany(part => part.ToArray())];
        (Identities, HeldOutIdentities) = (rows.Images.Identities, rows.HeldOut.Identities);
        Labels = [.. parts.SelectMany(part => part.Labels)];
        _views = (rows.ImageViews?.Count ?? 0) / rows.Images.Count;
        Recipe = rows.Recipe;
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

    /// <summary>Whether the network's own head takes the class token, which is neither the average nor the maximum.</summary>
    public bool TakesToken { get; }

    /// <summary>The number of weights of the base.</summary>
    public long Parameters { get; }

    /// <summary>The time of the base for an image, in milliseconds.</summary>
    public required double Milliseconds { get; init; }

    /// <summary>Makes the features, through the cache.</summary>
    /// <param name="options">
    /// The network, image size and cut, how many views of each training image there are, and the pooling: average and maximum, of which
    /// each alone is a half, none, or automatic.
    /// </param>
    /// <param name="state">Remembers how long the base takes.</param>
    public static TuneBase Open(TrainOptions options, ImageDataset dataset, TuneState state, RunContext context)
    {
        using var rows = TuneRows.Open(options, BaseCut.End, dataset, (options.Views.Cached, 0), context);
        if (rows.Images.Count == 0 || rows.HeldOut.Count == 0)
        {
            throw new InvalidDataException($"'{options.Data}' has {rows.Images.Count} training and {rows.HeldOut.Count} validation images "
                + "that can be used; expected some of both.");
        }

        return new TuneBase(rows, options.Features.Pooling)
        {
            Milliseconds = state.MillisecondsOf($"{rows.Base.Recipe(null).Hash}", () => Time(rows.Base, context)),
        };
    }

    /// <summary>A fold of training images whose head is trained on their first views.</summary>
    public Fold WithViews(Fold fold, int views) => views == 0 ? fold : fold with
    {
        Train = [.. fold.Train.SelectMany(i => Enumerable.Range(Identities.Count + HeldOutIdentities.Count + (i * _views), views))],
    };

    /// <summary>Those of some poolings that this pass of the base has.</summary>
    public IEnumerable<Pooling> Among(IReadOnlyList<Pooling> wanted) => _pooling switch
    {
        Pooling.AverageMax => wanted.Where(p => p is Pooling.Average or Pooling.Max or Pooling.AverageMax),
        var own => [own],
    };

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
