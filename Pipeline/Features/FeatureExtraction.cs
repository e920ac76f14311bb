using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Transfer.Pipeline.Features;

/// <summary>A folder of images to features, through the cache.</summary>
public static class FeatureExtraction
{
    private static readonly TimeSpan BetweenReports = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan MostCounting = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Extracts the features of every image below a folder. What the cache has is neither decoded nor, when the file is unchanged, read;
    /// running again after an interruption goes on where it stopped.
    /// </summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Hears of sentences and, a few times a second, of counts.</param>
    /// <param name="cancellation">Finishes the batches that have begun, keeps their features, gives the rows that are known, and
    /// stops.</param>
    /// <returns>
    /// One row for each view of an image, views in order, or one row with a reason for a file without features. Files come in the ordinal
    /// order of their relative paths, so the order is always the same. The features are the caller's to keep.
    /// </returns>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The folder or the model is missing, or the cache cannot be written.</exception>
    /// <exception cref="NotSupportedException">The model or device cannot be used here.</exception>
    /// <exception cref="ArgumentException">There is no such cut; the nearest names are listed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static IAsyncEnumerable<ExtractedRow> ExtractAsync(
        ExtractOptions options, IProgress<ExtractionProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        return Rows(options, progress, cancellation);
    }

    private static async IAsyncEnumerable<ExtractedRow> Rows(
        ExtractOptions options, IProgress<ExtractionProgress>? progress, [EnumeratorCancellation] CancellationToken cancellation)
    {
        ThrowIfMissing(options.Data);
        using var open = OpenBase.Open(options);
        var augmenter = open.Augmenter(options.Augmentation, options.Seed);
        using var source = FeatureSource.Open(open, options.Features, options.Views > 0 ? augmenter : null, options.Type);
        var (parts, recipe) = (PartsOf(source, options), RecipeOf(open, options, augmenter));
        foreach (var sentence in Sentences(options, open, augmenter).Concat(source.Damaged))
        {
            progress?.Report(new ExtractionProgress { Text = sentence });
        }

        using var outcomes = options.Outcomes is null ? null : new OutcomesFile(options.Outcomes);
        using var engine = new ExtractionEngine(parts);
        var endings = new FileEndings();
        var last = Stopwatch.GetTimestamp();
        try
        {
            await foreach (var image in engine.RunAsync(Mine(options), cancellation).ConfigureAwait(false))
            {
                outcomes?.Write(image.File.Relative, image.Outcome);
                if (image.Outcome == FileOutcome.OtherFile)
                {
                    endings.Add(image.File.Relative);
                }

                if (progress is not null && Stopwatch.GetElapsedTime(last) > BetweenReports)
                {
                    last = Stopwatch.GetTimestamp();
                    progress.Report(engine.Progress);
                }

                for (var i = 0; i < (image.Outcome.IsOk ? parts.Views.Count : 1); i++)
                {
                    yield return Row(image, i, parts) with { Recipe = recipe };
                }
            }
        }
        finally
        {
            if (endings.Sentence.Length > 0)
            {
                progress?.Report(new ExtractionProgress { Text = endings.Sentence });
            }

            progress?.Report(engine.Progress with { Text = cancellation.IsCancellationRequested ? Left(options, engine.Progress) : "" });
        }
    }

    /// <summary>What an extraction's engine is made of.</summary>
    internal static EngineParts PartsOf(FeatureSource source, ExtractOptions options) => source.Parts with
    {
        Views = [.. Enumerable.Range(0, options.Views + 1)],
        BatchSize = options.BatchSize,
        KeepFeatures = options.WithFeatures,
    };

    /// <summary>What made the features, and what is known of the network beside where its file lies.</summary>
    private static Dictionary<string, string> RecipeOf(OpenBase open, ExtractOptions options, Augmenter augmenter) =>
        open.Hints.Where(hint => hint.Key != CacheFolder.ModelFileHint)
            .Concat(open.Recipe(options.Views > 0 ? augmenter : null, options.Type).Parts).ToDictionary();

    private static void ThrowIfMissing(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException(
                $"There is no folder '{folder}'. Give a folder of images; folders within it are searched too.");
        }
    }

    /// <summary>What a person wants to know before it begins.</summary>
    private static IEnumerable<string> Sentences(ExtractOptions options, OpenBase open, Augmenter augmenter)
    {
        var type = options.Type == FeatureRowType.Float16 ? "float16" : "float32";
        yield return $"Base: {open.Backbone.Record.Name} up to '{open.Cut.Name}' at {open.ImageSize} px, "
            + $"features {open.Base.Pooling.Description}, {type}, preprocessing {open.PreprocessingText}.";
        foreach (var sentence in open.DeviceSentences)
        {
            yield return sentence;
        }

        if (options.Views > 0)
        {
            yield return $"Views: {options.Views} of each image beside itself, {augmenter.Options.Summary}.";
        }
    }

    private static IEnumerable<ListedFile> Mine(ExtractOptions options) =>
        new FolderListing(options.Data, options.FollowLinks).Files().Where(file => options.Shard.Has(file.Relative));

    private static ExtractedRow Row(PendingFile image, int index, EngineParts parts)
    {
        var (path, outcome, view) = (image.File.Relative, image.Outcome, parts.Views[index]);
        var features = image.Features(index);
        if (outcome.IsOk && features.IsEmpty && parts.KeepFeatures)
        {
            var row = GC.AllocateUninitializedArray<float>(parts.Base.FeatureLength);
            features = parts.StoreOf(view).CopyRow(new FeatureKey(image.Hash, view), row) ? row : throw FeatureSource.Gone(path);
        }

        return new ExtractedRow(path, SplitNames.ClassOf(path), outcome.IsOk ? view : 0, outcome.Name, features)
        {
            Split = SplitNames.OfPath(path),
            Detail = outcome.Detail,
            Done = outcome.Done,
        };
    }

    /// <summary>Says what is left of an extraction that was stopped.</summary>
    private static string Left(ExtractOptions options, ExtractionProgress progress)
    {
        var watch = Stopwatch.StartNew();
        var total = 0L;
        foreach (var _ in Mine(options))
        {
            total++;
            if (watch.Elapsed > MostCounting)
            {
                return $"Stopped: {progress.Files:N0} files have their outcome, and more than "
                    + $"{Math.Max(0, total - progress.Files):N0} are left.";
            }
        }

        return $"Stopped: {progress.Files:N0} of {total:N0} files have their outcome, {Math.Max(0, total - progress.Files):N0} are left.";
    }
}
