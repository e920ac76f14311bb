namespace Transfer.Pipeline.Evaluation;

/// <summary>The temperature and the decision threshold that were fitted on validation samples, to be applied to other samples.</summary>
/// <param name="Temperature">The divisor of the logits.</param>
/// <param name="Threshold">The decision threshold of the second of two classes, after the temperature; null for several classes.</param>
internal sealed record Adjustment(double Temperature, float? Threshold)
{
    /// <summary>Fits temperature and threshold.</summary>
    /// <returns>Null when the outputs are not class probabilities.</returns>
    public static Adjustment? Fit(Predictions validation)
    {
        if (!validation.AreProbabilities)
        {
            return null;
        }

        var labels = validation.Labels();
        // Without any error the cross-entropy has no minimum, and the temperature would say nothing about other samples.
        var temperature = Accuracy.Of(validation).Right < validation.Count
            && Calibration.Fit(validation.Outputs, labels) is { IsBetter: true } fitted ? fitted.Temperature : 1;
        var calibrated = new Adjustment(temperature, null).Apply(validation);
        return new Adjustment(
            temperature, validation.Task.Kind == TaskKind.Binary ? BinaryThreshold.Choose(calibrated.Column(^1), labels) : null);
    }

    /// <summary>Reads the adjustment from an adjusted result; null when there is none.</summary>
    public static Adjustment? Of(EvaluationResult? adjusted) =>
        adjusted?.Calibration is { } calibration ? new Adjustment(calibration.Temperature, adjusted.Threshold) : null;

    /// <summary>
    /// What of an adjustment the validation samples show to help: a temperature that makes the calibration error smaller, and a threshold
    /// with which significantly more samples are right than without (McNemar, 1947).
    /// </summary>
    /// <returns>Null where nothing does.</returns>
    public static Adjustment? Helping(EvaluationResult? plain, EvaluationResult? adjusted)
    {
        if (Of(adjusted) is not { } adjustment || plain is null)
        {
            return null;
        }

        var threshold = adjustment.Threshold is { } chosen && IsBetter(plain.ConfusionMatrix, adjusted!.ConfusionMatrix)
            ? chosen : (float?)null;
        return adjustment.Temperature == 1 && threshold is null ? null : adjustment with { Threshold = threshold };
    }

    /// <summary>A threshold moves samples of each class one way only, so the counts alone say which have changed.</summary>
    private static bool IsBetter(IReadOnlyList<IReadOnlyList<int>> plain, IReadOnlyList<IReadOnlyList<int>> adjusted)
    {
        int[] changes = [.. Enumerable.Range(0, plain.Count).Select(i => adjusted[i][i] - plain[i][i])];
        var (gained, lost) = (changes.Where(c => c > 0).Sum(), -changes.Where(c => c < 0).Sum());
        return gained > lost && !PairedDifference.McNemar(gained, lost, plain.Sum(row => row.Sum())).IsNoise;
    }

    /// <summary>Evaluates predictions with temperature and threshold.</summary>
    public EvaluationResult Evaluate(Predictions predictions) => EvaluationResult.Of(
        // A temperature keeps the order of samples, and its rounding must not change it.
        Apply(predictions), Threshold, predictions.Column(^1)) with
    {
        Calibration = Calibration.Of(Temperature, predictions.Outputs, predictions.Labels()),
    };

    private Predictions Apply(Predictions predictions) =>
        predictions with { Outputs = Tempering.Apply(predictions.Outputs, predictions.Count, Temperature) };
}
