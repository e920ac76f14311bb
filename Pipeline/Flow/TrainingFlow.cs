using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// The one way through a training run: features, training, evaluation, run folder, export. What differs between heads, fine-tuning,
/// training from scratch and tables is a <see cref="TrainingMethod"/>.
/// </summary>
internal static class TrainingFlow
{
    public const string Frozen = "frozen";

    /// <param name="resumed">The run that is resumed; null for a new one. It is not disposed.</param>
    /// <returns>The result, and what <c>run.json</c> and <c>evaluation.json</c> say in the end.</returns>
    /// <exception cref="TrainingInterruptedException">It was cancelled.</exception>
    public static (TrainResult Result, RunRecord Record, IReadOnlyDictionary<string, EvaluationResult> Evaluation) Run(
        TrainingMethod method, RunInProgress? resumed, RunContext context)
    {
        var (options, inputs, training) = (method.Options, method.Inputs, context.In(method.Stage));
        var receipt = new ReceiptWriter(context.Time);
        using var created = resumed is null ? RunInProgress.Create(options, method.Name, context.Time) : null;
        var progress = resumed ?? created!;
        var run = progress.Folder;
        using var network = method.BuildNetwork();
        var record = method.Describe(network);
        run.Write(record);
        using var features = receipt.Time("extract", () => inputs.Extract(context.In(Stages.Extracting)));
        if (features.Samples is { } samples)
        {
            SampleFile.Write(run.SamplesPath, samples, inputs.Classes);
        }

        record = record with { Samples = Counts(inputs, features), Excluded = [.. inputs.LeftOutBefore, .. LeftOut(inputs, features)] };
        using var head = network is null ? inputs.NewHead(features) : null;
        nn.Module<Tensor, Tensor> module = network is null ? head! : network;
        var start = method.Start(module, features, training);
        var checkpoint = RunCheckpoint.Of(run, method, features, progress.IsResumed);
        progress.HasBegun = true;
        var history = receipt.Time(
            "train", () => RunCheckpoint.Fit(run, checkpoint, () => method.Fit(module, features, checkpoint, training)));
        module.save(method.WeightsPath(run));
        history.Save(run.HistoryPath);
        if (history.RateSearch is { } search)
        {
            RateSearchFile.Write(run, search, history.FoundRate!.Value);
        }

        var fewer = method.CompareViews(features, training);
        var predictions = inputs.Predict(module, features.Validation);
        var measured = receipt.Time("evaluate", () => SplitEvaluation.Of(module, predictions, features));
        var evaluation = new Dictionary<string, EvaluationResult>();
        if (start is not null)
        {
            PredictionFile.Write(run.PredictionsPath(Frozen), start);
            evaluation[Frozen] = EvaluationResult.Of(start) with { Seen = features.Seen };
        }

        measured.Save(run, SplitNames.Validation, evaluation);
        run.Write(evaluation);
        var views = new ViewReport
        {
            Training = fewer.Count == 0 ? [] : [.. fewer, new ViewMetric(options.Views.Cached, measured.Result.Metrics[0])],
            Validation = measured.Views,
        };
        record = method.Trained(record, module, start, predictions) with
        {
            Status = RunRecord.Trained,
            WeightsSha256 = ContentHash.OfFile(method.WeightsPath(run)).ToString(),
            BestEpoch = history.Best.Number,
            FoundLearningRate = history.FoundRate,
            Epochs = history.Epochs.Count,
            Views = views.Any ? views : null,
        };
        run.Write(record);
        checkpoint.Delete();

        var exported = inputs.SamplesOf(features.Validation, predictions.Outputs);
        exported.Save(run.ExportCheckPath);
        var facts = ExportFacts.Of(run, record);
        var worst = receipt.Time(
            "export", () => method.Export(module, exported, facts, run.ModelPath, context.In(Stages.Exporting)));
        record = method.Exported(record, module, run.ModelPath) with { Status = RunRecord.Exported, ExportDifference = worst };
        run.Write(record);
        var folds = options.Folds.Any ? receipt.Time(
            "folds", () => FoldValidation.Run(inputs, features, run, progress.IsResumed, context.In(Stages.Folds))) : null;
        receipt.Add("features", RunCheckpoint.Hash([checkpoint.Identity.Samples, inputs.FeatureRecipe]));
        receipt.AddFiles(method.WeightsPath(run), run.SamplesPath, run.HistoryPath, run.PredictionsPath(SplitNames.Validation),
            run.ModelPath, run.FoldScoresPath);
        record = record with { Receipt = receipt.ToReceipt() };
        run.Write(record);
        progress.Finish();
        // Behind the end, where the run has its name.
        ModelCard.Write(progress.Folder);
        RunLog.Write(progress.Folder, history, context.Time);
        var result = new TrainResult
        {
            Run = progress.Folder,
            History = history,
            Validation = measured.Result,
            Adjusted = measured.Adjusted,
            Views = record.Views,
            Excluded = features.Excluded,
            Extracted = features.Extracted,
            Folds = folds,
        };
        return (result, record, evaluation);
    }

    private static IEnumerable<ExcludedImage> LeftOut(RunInputs inputs, SplitFeatures features) => features.Excluded.Select(
        e => e with { Path = Path.GetRelativePath(inputs.Options.Data, e.Path).Replace('\\', '/') });

    /// <summary>The number of samples of each split; of test images, which stay closed, all that are listed.</summary>
    private static Dictionary<string, int> Counts(RunInputs inputs, SplitFeatures features)
    {
        var counts = new Dictionary<string, int>
        {
            [SplitNames.Train] = features.Train.Count,
            [SplitNames.Validation] = features.Validation.Count,
        };
        if (inputs is ImageInputs images)
        {
            counts[SplitNames.Test] = images.Dataset.Test.Count;
        }

        return counts;
    }
}
