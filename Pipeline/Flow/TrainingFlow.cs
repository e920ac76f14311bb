using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// The one way through a training run: features, training, evaluation, run folder, export. What differs between heads, fine-tuning,
/// training from scratch and tables is a <see cref="TrainingMethod"/>.
/// </summary>
internal static class TrainingFlow
{
    public const string Frozen = "frozen";

    /// <param name="earlier">The run that is resumed; null for a new one.</param>
    /// <returns>The result, and what <c>run.json</c> and <c>evaluation.json</c> say in the end.</returns>
    /// <exception cref="TrainingInterruptedException">It was cancelled.</exception>
    public static (TrainResult Result, RunRecord Record, IReadOnlyDictionary<string, EvaluationResult> Evaluation) Run(
        TrainingMethod method, RunFolder? earlier, RunContext context)
    {
        var (options, inputs) = (method.Options, method.Inputs);
        var run = earlier ?? RunFolder.Create(options.Run, method.Name, context.Time);
        using var network = method.BuildNetwork();
        var record = method.Describe(network);
        run.Write(record);
        using var features = inputs.Extract(context);
        record = record with { Samples = Counts(inputs, features), Excluded = features.Excluded };
        using var head = network is null ? inputs.NewHead(features) : null;
        nn.Module<Tensor, Tensor> module = network is null ? head! : network;
        var start = method.Start(module, features, context);
        var checkpoint = RunCheckpoint.Of(run, method, features, resume: earlier is not null);
        var history = RunCheckpoint.Fit(run, checkpoint, () => method.Fit(module, features, checkpoint, context));
        module.save(method.WeightsPath(run));
        history.Save(run.HistoryPath);

        var fewer = method.CompareViews(features, context);
        var predictions = inputs.Predict(module, features.Validation);
        var measured = SplitEvaluation.Of(module, predictions, features.ValidationViews);
        var evaluation = new Dictionary<string, EvaluationResult>();
        if (start is not null)
        {
            evaluation[Frozen] = EvaluationResult.Of(start);
        }

        measured.Save(run, SplitEvaluation.Validation, evaluation);
        run.Write(evaluation);
        var views = new ViewReport
        {
            Training = fewer.Count == 0 ? [] : [.. fewer, new ViewMetric(options.Views.Cached, measured.Result.Metrics[0])],
            Validation = measured.Views,
        };
        record = method.Trained(record, module, start, predictions) with
        {
            Status = RunRecord.Trained,
            BestEpoch = history.Best.Number,
            Epochs = history.Epochs.Count,
            Views = views.Any ? views : null,
        };
        run.Write(record);
        checkpoint.Delete();

        var worst = method.Export(module, features.Validation, predictions.Outputs, run.ModelPath, context);
        record = method.Exported(record, module, run.ModelPath) with { Status = RunRecord.Exported, ExportDifference = worst };
        run.Write(record);
        var result = new TrainResult
        {
            Run = run,
            History = history,
            Validation = measured.Result,
            Adjusted = measured.Adjusted,
            Views = record.Views,
            Excluded = features.Excluded,
            Extracted = features.Extracted,
            Folds = options.Folds.Any ? FoldValidation.Run(inputs, features, run, resume: earlier is not null, context) : null,
        };
        return (result, record, evaluation);
    }

    /// <summary>The number of samples of each split; of test images, which stay closed, all that are listed.</summary>
    private static Dictionary<string, int> Counts(RunInputs inputs, SplitFeatures features)
    {
        var counts = new Dictionary<string, int>
        {
            ["train"] = features.Train.Count,
            [SplitEvaluation.Validation] = features.Validation.Count,
        };
        if (inputs is ImageInputs images)
        {
            counts[SplitEvaluation.Test] = images.Dataset.Test.Count;
        }

        return counts;
    }
}
