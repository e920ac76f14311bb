using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>What was measured of a trained module on the validation or the test images.</summary>
/// <param name="Predictions">What it says of the clean images.</param>
/// <param name="Result">How right that is.</param>
/// <param name="Adjusted">The same with temperature and threshold; null where outputs are no probabilities of classes.</param>
/// <param name="Views">Averaged over views; null where none are cached.</param>
internal sealed record SplitEvaluation(Predictions Predictions, EvaluationResult Result, EvaluationResult? Adjusted, ViewAverage? Views)
{
    /// <summary>How the entry with temperature and threshold is called in <c>evaluation.json</c>.</summary>
    public static string AdjustedName(string split) => $"{split}-adjusted";

    /// <summary>Measures what a module said of the clean images, and what it says of their views.</summary>
    /// <param name="adjustment">What validation chose; null to choose it on these.</param>
    public static SplitEvaluation Of(nn.Module<Tensor, Tensor> module, Predictions predictions, FeatureRows? views, Adjustment? adjustment = null) => new(
        predictions,
        EvaluationResult.Of(predictions),
        (adjustment ?? Adjustment.Fit(predictions))?.Measure(predictions),
        views is null ? null : TestTimeAugmentation.Average(module, predictions, views));

    /// <summary>Saves the predictions, and adds what was measured to what <c>evaluation.json</c> says.</summary>
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
