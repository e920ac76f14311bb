namespace Transfer.Pipeline.Evaluation;

/// <summary>Checks the results that were read from a file, which anyone can have edited.</summary>
internal static class EvaluationCheck
{
    /// <summary>The first fault of the results by split, in a sentence; null when there is none.</summary>
    public static string? Fault(IReadOnlyDictionary<string, EvaluationResult> evaluation) =>
        evaluation.SelectMany(split => Faults(split.Value).Select(fault => $"{split.Key}: {fault}")).FirstOrDefault();

    private static IEnumerable<string> Faults(EvaluationResult? result)
    {
        if (result is null)
        {
            yield return "there is no result";
            yield break;
        }

        if (result.Count < 1 || result.Metrics.Count == 0)
        {
            yield return $"{result.Count} samples and {result.Metrics.Count} metrics; expected at least one of each";
        }

        if (result.Accuracy is { } accuracy && (accuracy.Total < 1 || accuracy.Right < 0 || accuracy.Right > accuracy.Total))
        {
            yield return $"{accuracy.Right} of {accuracy.Total} are right; expected a share";
        }

        if (result.ConfusionMatrix.Any(row => row.Count != result.ConfusionMatrix.Count || row.Any(count => count < 0)))
        {
            yield return "the confusion matrix is not square, or has counts below 0";
        }

        if (result.ByTarget.Any(t => t.Support < 0 || !t.Metrics.Select(m => m.Name).SequenceEqual(
            result.ByTarget[0].Metrics.Select(m => m.Name))))
        {
            yield return "the classes, labels or values have different metrics, or counts below 0";
        }

        if (result.Threshold is { } threshold && !float.IsFinite(threshold))
        {
            yield return $"the threshold is {threshold}; expected a number";
        }

        if (result.Calibration is { } calibration && !(calibration.Temperature > 0 && double.IsFinite(calibration.Temperature)))
        {
            yield return $"the temperature is {calibration.Temperature}; expected a number above 0";
        }
    }
}
