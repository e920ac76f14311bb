using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>What was measured of a trained module on the validation and test pictures.</summary>
/// <param name="Validation">On the clean validation pictures.</param>
/// <param name="Test">On the clean test pictures; null when there are none.</param>
/// <param name="Views">On views of both; empty where none are cached.</param>
internal sealed record SplitEvaluation(EvaluationResult Validation, EvaluationResult? Test, ViewReport Views)
{
    /// <summary>Measures validation outputs and, where there are test pictures, the module on those.</summary>
    public static SplitEvaluation Of(nn.Module<Tensor, Tensor> module, float[] validationOutputs, PreparedData data)
    {
        var classes = data.Dataset.Classes.Count;
        var testOutputs = data.Test.Count > 0 ? NetworkEvaluation.Predict(module, data.Test) : null;
        return new SplitEvaluation(
            EvaluationResult.From(validationOutputs, data.Validation.Labels, classes),
            testOutputs is null ? null : EvaluationResult.From(testOutputs, data.Test.Labels, classes),
            TestTimeAugmentation.Measure(module, validationOutputs, testOutputs, data));
    }

    /// <summary>Adds all of it to what <c>evaluation.json</c> says.</summary>
    public void AddTo(Dictionary<string, EvaluationResult> evaluation)
    {
        foreach (var (split, result) in new[]
        {
            ("validation", Validation), ("test", Test), ("validation-tta", Views.Validation?.Evaluation), ("test-tta", Views.Test?.Evaluation),
        })
        {
            if (result is not null)
            {
                evaluation[split] = result;
            }
        }
    }
}
