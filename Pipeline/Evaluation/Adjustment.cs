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

    /// <summary>Evaluates predictions with temperature and threshold.</summary>
    public EvaluationResult Evaluate(Predictions predictions) => EvaluationResult.Of(
        // A temperature keeps the order of samples, and its rounding must not change it.
        Apply(predictions), Threshold, predictions.Column(^1)) with
    {
        Calibration = Calibration.Of(Temperature, predictions.Outputs, predictions.Labels()),
    };

    private Predictions Apply(Predictions predictions) =>
        predictions with { Outputs = Calibration.Apply(predictions.Outputs, predictions.Count, Temperature) };
}
