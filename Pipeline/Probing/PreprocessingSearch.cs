namespace Transfer.Pipeline.Probing;

/// <summary>
/// Tries the usual preprocessings with a network: with the one that its weights were trained with, a linear probe on the features tells the
/// classes apart best.
/// </summary>
internal sealed class PreprocessingSearch : IDisposable
{
    // Separates these random numbers from others with the same seed.
    private const int Stream = 0x50726F62;

    // Cropping is tried for the best ones only: it changes less than the numbers do.
    private const int MostCropped = 2;

    private readonly PreprocessingSearchOptions _options;
    private readonly RunContext _context;
    private readonly OpenBase _base;
    private readonly ImageSample[] _samples;
    private readonly IReadOnlyList<string> _classes;
    private readonly List<(PreprocessingCandidate Candidate, RidgeProbe Probe)> _tried = [];
    private ProbedImages? _cropped;
    private int _done;
    private int _total;

    private PreprocessingSearch(PreprocessingSearchOptions options, ImageDataset dataset, RunContext context)
    {
        (_options, _context, _classes) = (options, context.In(Stages.Probing), dataset.Classes);
        _samples = Choose(dataset);
        _base = OpenBase.Open(options.Features with { Preprocessing = "none" }, BaseCut.End);
    }

    /// <summary>Tries the preprocessings on training images.</summary>
    /// <param name="dataset">The data; validation and test images are not used.</param>
    /// <exception cref="InvalidDataException">There are too few images, or they have no classes.</exception>
    public static PreprocessingSearchResult Run(PreprocessingSearchOptions options, ImageDataset dataset, RunContext context)
    {
        using var search = new PreprocessingSearch(options, dataset, context);
        return search.Run();
    }

    public void Dispose() => _base.Dispose();

    private PreprocessingSearchResult Run()
    {
        var record = _base.Backbone.Record;
        var known = record.Preprocessing is { } text ? PreprocessingCandidate.OfKnown(text) : null;
        var whole = Load(ResizeMode.Stretch);
        PreprocessingCandidate[] usual =
            [.. _base.Backbone.Graph.TakesBytes ? PreprocessingCandidate.OfBytes : PreprocessingCandidate.Usual];
        var ofKnown = known is null || usual.Any(c => c.Preprocessing == known.Preprocessing) ? 0 : 1;
        _total = _samples.Length * (usual.Length + ofKnown + MostCropped);
        foreach (var candidate in usual)
        {
            Try(candidate, whole);
        }

        if (ofKnown > 0)
        {
            Try(known!, known!.Preprocessing.Resize == ResizeMode.Crop ? Cropped() : whole);
        }

        PreprocessingCandidate[] best = [.. _tried.Where(t => t.Candidate.Preprocessing.Resize == ResizeMode.Stretch)
            .OrderBy(t => t.Probe.Errors.Average()).Take(MostCropped).Select(t => t.Candidate)];
        foreach (var candidate in best.Select(c => c.Cropped).Where(c => _tried.All(t => t.Candidate.Preprocessing != c.Preprocessing)))
        {
            Try(candidate, Cropped());
        }

        var scores = Rank(known);
        var proposed = Propose(scores);
        var right = _tried.ToDictionary(t => t.Candidate.Text, t => t.Probe.Right);
        return new PreprocessingSearchResult
        {
            Model = record.Name,
            ImageSize = _base.ImageSize,
            Images = right[proposed.Preprocessing].Length,
            Classes = _classes,
            Proposed = proposed,
            Scores = [.. scores.Select(score => score == proposed ? score
                : score with { Difference = Compare(right[proposed.Preprocessing], right[score.Preprocessing]) })],
        };
    }

    private static PreprocessingScore Propose(PreprocessingScore[] scores) =>
        scores.FirstOrDefault(s => s is { IsKnown: true, IsAsGood: true })
            ?? scores.FirstOrDefault(s => s.IsAsGood && Preprocessing.Parse(s.Preprocessing).Resize == ResizeMode.Stretch) ?? scores[0];

    private static PairedDifference Compare(bool[] first, bool[] second) => PairedDifference.McNemar(
        first.Zip(second).Count(r => r.Second && !r.First), first.Zip(second).Count(r => r.First && !r.Second), first.Length);

    private ImageSample[] Choose(ImageDataset dataset)
    {
        if (dataset.Kind is not (TaskKind.Binary or TaskKind.MultiClass))
        {
            throw new InvalidDataException(
                $"'{_options.Data}' has no classes, by which preprocessings are told apart. Give images with one class each.");
        }

        var copies = new FileCopies(dataset.Train.Select(s => s.Path));
        var random = new SeededRandom(_options.Seed, Stream);
        var byClass = dataset.Train.DistinctBy(s => copies.KeyOf(s.Path)).GroupBy(s => s.Label).Select(g =>
        {
            var own = g.ToArray();
            random.Shuffle(own.AsSpan());
            return own;
        }).ToArray();
        // The first of each class, then the second of each, and so on.
        return [.. byClass.SelectMany(own => own.Index()).OrderBy(s => s.Index).Select(s => s.Item).Take(_options.Images)];
    }

    private ProbedImages Load(ResizeMode resize)
    {
        var images = ProbedImages.Load([.. _samples.Select(s => s.Path)], resize, _base.ImageSize, _base.Imaging, _context);
        foreach (var (sample, fault) in _samples.Zip(images.Faults).Where(p => p.Second is not null && resize == ResizeMode.Stretch))
        {
            _context.Say($"Left out: {sample.Path}: {fault}");
        }

        var labels = Labels(images);
        var classes = labels.Distinct().Count();
        return labels.Length >= PreprocessingSearchOptions.Fewest && classes > 1 ? images : throw new InvalidDataException(
            $"'{_options.Data}' has {labels.Length} training images that can be used, of {classes} classes; expected at least "
            + $"{PreprocessingSearchOptions.Fewest} of two. Give a folder with more, or say what the preprocessing is.");
    }

    private ProbedImages Cropped() => _cropped ??= Load(ResizeMode.Crop);

    private int[] Labels(ProbedImages images) =>
        [.. _samples.Zip(images.Faults).Where(p => p.Second is null).Select(p => p.First.Label)];

    private void Try(PreprocessingCandidate candidate, ProbedImages images)
    {
        var features = images.Features(_base.Base, candidate.Preprocessing, Report, _context.Cancellation);
        _tried.Add((candidate, RidgeProbe.Fit(features, Labels(images), _classes.Count)));

        void Report(int count) =>
            _context.Progress?.Report(new ProgressUpdate(Stages.Probing, Math.Min(_done += count, _total), _total, candidate.Meaning));
    }

    private PreprocessingScore[] Rank(PreprocessingCandidate? known)
    {
        var ranked = _tried.OrderBy(t => t.Probe.Errors.Average()).ToArray();
        var first = ranked[0].Probe;
        var values = Comparison.Holm([.. ranked.Skip(1).Select(t =>
            new CorrectedMean([.. t.Probe.Errors.Zip(first.Errors, (a, b) => a - b)], validationShare: 0).PValue)]);
        return [.. ranked.Select((tried, rank) => new PreprocessingScore
        {
            Preprocessing = tried.Candidate.Text,
            Meaning = tried.Candidate.Meaning,
            Error = tried.Probe.Errors.Average(),
            Accuracy = new Accuracy(tried.Probe.Right.Count(r => r), tried.Probe.Right.Length),
            PValue = rank == 0 ? 1 : values[rank - 1],
            IsKnown = tried.Candidate.Preprocessing == known?.Preprocessing,
        })];
    }
}
