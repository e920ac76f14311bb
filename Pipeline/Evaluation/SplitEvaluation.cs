using static TorchSharp.torch;

namespace Transfer.Pipeline.Evaluation;

/// <summary>The evaluation of a trained module on the validation or the test images.</summary>
/// <param name="Predictions">Predictions for the original images.</param>
/// <param name="Result">The metrics of the predictions.</param>
/// <param name="Adjusted">The metrics with temperature and threshold; null when outputs are not class probabilities.</param>
/// <param name="Views">Test-time augmentation; null when no views are cached.</param>
internal sealed record SplitEvaluation(Predictions Predictions, EvaluationResult Result, EvaluationResult? Adjusted, ViewAverage? Views)
{
    public const string Validation = "validation";
    public const string Test = "test";

    /// <summary>The key of the metrics with temperature and threshold in <c>evaluation.json</c>.</summary>
    public static string AdjustedName(string split) => $"{split}-adjusted";

    /// <summary>Evaluates a module on the original images and on their augmented views.</summary>
    /// <param name="adjustment">Temperature and threshold; null to fit them on these predictions.</param>
    public static SplitEvaluation Of(
        nn.Module<Tensor, Tensor> module, Predictions predictions, FeatureRows? views, Adjustment? adjustment = null) => new(
        predictions,
        EvaluationResult.Of(predictions),
        (adjustment ?? Adjustment.Fit(predictions))?.Evaluate(predictions),
        views is null ? null : TestTimeAugmentation.Average(module, predictions, views));

    /// <summary>Saves the predictions and replaces the split's entries of <c>evaluation.json</c>.</summary>
    public void Save(RunFolder run, string split, Dictionary<string, EvaluationResult> evaluation)
    {
        Predictions.Save(run.PredictionsPath(split));
        foreach (var (name, result) in new[] { (split, Result), (AdjustedName(split), Adjusted), ($"{split}-tta", Views?.Evaluation) })
        {
            evaluation.Remove(name);
            if (result is not null)
            {
                evaluation[name] = result;
            }
        }
    }
}
