using static TorchSharp.torch;

namespace Transfer.Pipeline.Evaluation;

/// <summary>The evaluation of a trained module on the validation or the test images.</summary>
/// <param name="Predictions">Predictions for the original images.</param>
/// <param name="Result">The metrics of the predictions.</param>
/// <param name="Adjusted">The metrics with temperature and threshold; null when outputs are not class probabilities.</param>
/// <param name="Views">Test-time augmentation; null when no views are cached.</param>
internal sealed record SplitEvaluation(Predictions Predictions, EvaluationResult Result, EvaluationResult? Adjusted, ViewAverage? Views)
{
    // What averages over views have behind their name.
    private const string Averages = "-tta";

    /// <summary>The validation split measured once more; <see cref="SplitNames.Validation"/> has the figures of training.</summary>
    public const string ValidationAgain = "validation-again";

    /// <summary>The predictions that are averaged over views; null when no views are cached.</summary>
    public Predictions? Averaged { get; private init; }

    /// <summary>The key of the metrics with temperature and threshold in <c>evaluation.json</c>.</summary>
    public static string AdjustedName(string split) => $"{split}-adjusted";

    /// <summary>The key of the metrics of predictions that are averaged over views in <c>evaluation.json</c>.</summary>
    public static string AveragedName(string split) => split + Averages;

    /// <summary>Evaluates a module on the original images and on their augmented views.</summary>
    /// <param name="features">The features of the images, as the validation rows.</param>
    /// <param name="adjustment">Temperature and threshold; null to fit them on these predictions.</param>
    public static SplitEvaluation Of(
        nn.Module<Tensor, Tensor> module, Predictions predictions, SplitFeatures features, Adjustment? adjustment = null)
    {
        var penalty = PenaltyOf(module);
        var (views, averaged) = features.ValidationViews is { } rows
            ? TestTimeAugmentation.Average(module, predictions, rows) : ((ViewAverage?)null, (Predictions?)null);
        return new(
            predictions,
            Marked(EvaluationResult.Of(predictions))!,
            Marked((adjustment ?? Adjustment.Fit(predictions))?.Evaluate(predictions)),
            views is null ? null : views with { Evaluation = Marked(views.Evaluation)! })
        {
            Averaged = averaged,
        };

        EvaluationResult? Marked(EvaluationResult? result) =>
            result is null ? null : result with { Seen = features.Seen, Penalty = penalty };
    }

    /// <summary>Saves the predictions and replaces the split's entries of <c>evaluation.json</c>.</summary>
    public void Save(RunFolder run, string split, Dictionary<string, EvaluationResult> evaluation)
    {
        Write(run, split);
        AddTo(evaluation, split);
    }

    /// <summary>
    /// Saves the validation split measured once more; what training wrote stays, and what is lost of it is written again.
    /// </summary>
    /// <returns>The file of the predictions.</returns>
    public string SaveAgain(RunFolder run, Dictionary<string, EvaluationResult> evaluation)
    {
        var name = File.Exists(run.PredictionsPath(SplitNames.Validation)) ? ValidationAgain : SplitNames.Validation;
        Write(run, name);
        AddTo(evaluation, evaluation.ContainsKey(SplitNames.Validation) ? ValidationAgain : SplitNames.Validation);
        return run.PredictionsPath(name);
    }

    private void Write(RunFolder run, string name)
    {
        PredictionFile.Write(run.PredictionsPath(name), Predictions);
        var averages = run.PredictionsPath(AveragedName(name));
        if (Averaged is null)
        {
            // Those of an earlier evaluation do not belong to these figures.
            File.Delete(averages);
        }
        else
        {
            PredictionFile.Write(averages, Averaged);
        }
    }

    private static double PenaltyOf(nn.Module<Tensor, Tensor> module)
    {
        using var none = no_grad();
        using var scope = NewDisposeScope();
        return TrainingLoss.HeadOf(module)?.Penalty() is { } penalty ? penalty.item<float>() : 0;
    }

    private void AddTo(Dictionary<string, EvaluationResult> evaluation, string split)
    {
        (string, EvaluationResult?)[] all = [(split, Result), (AdjustedName(split), Adjusted), (AveragedName(split), Views?.Evaluation)];
        foreach (var (name, result) in all)
        {
            evaluation.Remove(name);
            if (result is not null)
            {
                evaluation[name] = result;
            }
        }
    }
}
