namespace Transfer.Pipeline;

/// <summary>How outputs are read better than they come: the temperature and the threshold that validation samples chose, to be used on test samples.</summary>
/// <param name="Temperature">What logits are divided by.</param>
/// <param name="Threshold">From which probability, after the temperature, a sample counts as the second of two classes; null for several.</param>
internal sealed record Adjustment(double Temperature, float? Threshold)
{
    /// <summary>Chooses both; null where outputs are no probabilities of classes.</summary>
    public static Adjustment? Fit(Predictions validation)
    {
        if (!validation.AreProbabilities)
        {
            return null;
        }

        var labels = validation.Labels();
        // Without a single mistake the best temperature is none at all, which says nothing about other samples.
        var temperature = Accuracy.Of(validation).Right < validation.Count ? Calibration.Fit(validation.Outputs, labels).Temperature : 1;
        var calibrated = new Adjustment(temperature, null).Apply(validation);
        return new Adjustment(temperature, validation.Task.Kind != TaskKind.Binary ? null
            : BinaryThreshold.Choose([.. Enumerable.Range(0, validation.Count).Select(i => calibrated.Row(i)[^1])], labels));
    }

    /// <summary>What an adjusted result says of it; null where there is none.</summary>
    public static Adjustment? Of(EvaluationResult? adjusted) => adjusted?.Calibration is { } calibration ? new Adjustment(calibration.Temperature, adjusted.Threshold) : null;

    /// <summary>Outputs with the temperature.</summary>
    public Predictions Apply(Predictions predictions) =>
        predictions with { Outputs = new Calibration(Temperature, 0, 0).Apply(predictions.Outputs, predictions.Count) };

    /// <summary>Measures outputs with temperature and threshold.</summary>
    public EvaluationResult Measure(Predictions predictions) =>
        EvaluationResult.Of(Apply(predictions), Threshold) with { Calibration = Calibration.Of(Temperature, predictions.Outputs, predictions.Labels()) };
}
