using System.Security.Cryptography;
using System.Text;

namespace Transfer.Pipeline;

/// <summary>Evaluates a trained run. Nothing else opens test images.</summary>
public static class RunEvaluation
{
    /// <summary>
    /// Extracts the images' features through the cache, predicts with the run's weights, and writes predictions and metrics into the run
    /// folder.
    /// </summary>
    /// <param name="options">The run, its split and the device.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="cancellation">Stops between two batches; extracted features are kept.</param>
    /// <exception cref="InvalidOptionsException">The options are invalid.</exception>
    /// <exception cref="IOException">The run, its images or its model are missing, or the folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">The run has not been trained to its end, or its data have no test images.</exception>
    /// <example>
    /// <code>
    /// var result = RunEvaluation.Run(new EvaluateOptions { Run = "runs/pets", Split = "test" });
    /// Console.WriteLine(result.Plain);               // 0.990 (0.982 to 0.995), 990 of 1000
    /// Console.WriteLine(result.Plain["auc"].Value);
    /// Console.WriteLine(result.Opening);             // how many times the test images have been opened
    /// </code>
    /// </example>
    public static EvaluateResult Run(
        EvaluateOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var folder = RunFolder.Open(options.Run);
        var record = folder.ReadRecord();
        var isValidation = options.Split == SplitNames.Validation;
        var evaluation = ReadEvaluation(folder, isValidation);
        if (!isValidation && !evaluation.ContainsKey(SplitNames.Validation))
        {
            throw new InvalidDataException($"'{options.Run}' has no figures of its validation images. "
                + "Evaluate its validation split first; temperature and threshold are chosen there.");
        }

        var context = RunContext.Of(progress, cancellation: cancellation);
        using var taken = RunLock.Take(folder);
        using var saved = SavedRun.OpenImages(folder, record, options.Data, o => Changed(o, options), context);
        using var features = saved.Images.ExtractSplit(options.Split, context.In(Stages.Extracting));
        var rows = (FeatureRows)features.Validation;
        // Counted first: an evaluation that is interrupted later may have been read.
        var opening = isValidation ? null : CountOpening(folder, rows, features.Seen);
        var adjusted = evaluation.GetValueOrDefault(SplitEvaluation.AdjustedName(SplitNames.Validation));
        var adjustment = isValidation ? null : Adjustment.Of(adjusted);
        var measured = SplitEvaluation.Of(saved.Module, saved.Images.Predict(saved.Module, rows), features, adjustment);
        if (!isValidation)
        {
            measured.Save(folder, options.Split, evaluation);
        }

        var predictions = isValidation ? measured.SaveAgain(folder, evaluation) : folder.PredictionsPath(options.Split);
        folder.Write(evaluation);
        if (record.Status == RunRecord.Exported)
        {
            ModelCard.Write(folder);
        }

        return new EvaluateResult
        {
            Run = folder,
            Split = options.Split,
            PredictionsPath = predictions,
            Plain = measured.Result,
            Adjusted = measured.Adjusted,
            Views = measured.Views,
            Opening = opening,
            Excluded = features.Excluded,
            Missing = features.Missing,
            Extracted = features.Extracted,
        };
    }

    private static TrainOptions Changed(TrainOptions run, EvaluateOptions options) => run with
    {
        TestViews = options.TestViews ?? run.TestViews,
        Features = run.Features.On(options.Device) with { Cache = options.Cache ?? run.Features.Cache },
    };

    private static Dictionary<string, EvaluationResult> ReadEvaluation(RunFolder folder, bool isValidation)
    {
        try
        {
            return new(folder.ReadEvaluation());
        }
        catch (InvalidDataException) when (isValidation)
        {
            // A file of another version is replaced.
            return [];
        }
    }

    private static TestOpening CountOpening(RunFolder folder, FeatureRows rows, int seen)
    {
        var text = string.Concat(rows.Content().Order(StringComparer.Ordinal).Select(line => line + Environment.NewLine));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var openings = folder.ReadOpenings();
        var opening = new TestOpening(hash, rows.Count, 1 + (openings.FirstOrDefault(o => o.Sha256 == hash)?.Times ?? 0)) { Seen = seen };
        // The latest is the last.
        folder.Write([.. openings.Where(o => o.Sha256 != hash), opening]);
        return opening;
    }
}
