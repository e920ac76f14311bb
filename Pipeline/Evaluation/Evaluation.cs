using System.Security.Cryptography;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>Measures a trained run. This is the only place where test images are opened.</summary>
public static class Evaluation
{
    private const string Validation = "validation";

    /// <summary>Extracts the images' features through the cache, predicts with the run's weights, and writes predictions and figures into the run folder.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="cancellation">Stops between two batches; features that were extracted are kept.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The run, its images or its model are missing, or the folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">The run was not trained to its end, or its data have no test images.</exception>
    public static EvaluateResult Run(EvaluateOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var folder = RunFolder.Open(options.Run);
        var record = folder.ReadRecord();
        var evaluation = new Dictionary<string, EvaluationResult>(options.Split == Validation && !IsReadable(folder) ? [] : folder.ReadEvaluation());
        if (options.Split != Validation && !evaluation.ContainsKey(Validation))
        {
            throw new InvalidDataException($"'{options.Run}' has no figures of its validation images. Evaluate its validation split first; temperature and threshold are chosen there.");
        }

        var context = RunContext.Of(progress, cancellation: cancellation);
        using var saved = SavedRun.OpenImages(folder, record, o => Changed(o, options), context);
        var inputs = saved.Images;
        var samples = options.Split == Validation ? inputs.Dataset.Validation : inputs.Dataset.Test;
        if (samples.Count == 0)
        {
            var test = Path.Combine(record.Options.Data, "test");
            throw new InvalidDataException($"'{record.Options.Data}' has no test images. Put some into {test}, a folder per class, or evaluate the validation split.");
        }

        using var features = inputs.ExtractSplit(samples, options.Split, context);
        var rows = (FeatureRows)features.Validation;
        // Counted before anything is known of it: a look that was interrupted may have been one.
        var opening = options.Split == Validation ? null : Count(folder, rows);
        var adjustment = options.Split == Validation ? null : Adjustment.Of(evaluation.GetValueOrDefault(SplitEvaluation.AdjustedName(Validation)));
        var measured = SplitEvaluation.Of(saved.Module, inputs.Predict(saved.Module, rows), features.ValidationViews, adjustment);
        measured.Save(folder, options.Split, evaluation);
        folder.Write(evaluation);
        return new EvaluateResult
        {
            Run = folder,
            Split = options.Split,
            Plain = measured.Result,
            Adjusted = measured.Adjusted,
            Views = measured.Views,
            Opening = opening,
            Excluded = features.Excluded,
            Extracted = features.Extracted,
        };
    }

    private static TrainOptions Changed(TrainOptions run, EvaluateOptions options) => run with
    {
        TestViews = options.TestViews ?? run.TestViews,
        Features = run.Features with { Cache = options.Cache ?? run.Features.Cache, Device = options.Device },
    };

    private static bool IsReadable(RunFolder folder)
    {
        try
        {
            _ = folder.ReadEvaluation();
            return true;
        }
        catch (InvalidDataException)
        {
            // What is of another version is written anew.
            return false;
        }
    }

    private static TestOpening Count(RunFolder folder, FeatureRows rows)
    {
        var text = new StringBuilder();
        foreach (var line in rows.Content().Order(StringComparer.Ordinal))
        {
            text.AppendLine(line);
        }

        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
        var openings = folder.ReadOpenings().ToList();
        var known = openings.FindIndex(o => o.Sha256 == hash);
        var opening = new TestOpening(hash, rows.Count, known < 0 ? 1 : openings[known].Times + 1);
        if (known >= 0)
        {
            openings.RemoveAt(known);
        }

        // The latest stands last.
        folder.Write([.. openings, opening]);
        return opening;
    }
}
