using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Evaluation;

/// <summary>The metrics of a model on one split: those of <see cref="LearningTask.Metrics"/>, each with a 95 % interval.</summary>
/// <remarks>
/// Intervals are Wilson's for shares of samples and the F1 of a class, also as parts of the balanced accuracy, DeLong's for the AUC, and
/// bootstrapped otherwise (BCa), drawn within each class. The precision of a class that is never predicted is 0, and classes without
/// samples have no part in means over classes. The log-loss is in nats, of probabilities between 1e-7 and 1 - 1e-7.
/// </remarks>
public sealed record EvaluationResult
{
    /// <summary>The number of samples, at least 1.</summary>
    public required int Count { get; init; }

    /// <summary>
    /// The number of samples that the model has seen, byte for byte: training samples, and for test samples those of validation as well.
    /// Above 0 the metrics are too good.
    /// </summary>
    public int Seen { get; init; }

    /// <summary>
    /// The mean loss of the task, without the penalty of regularized weights; of values in their own unit, also where they are
    /// standardized in training.
    /// </summary>
    public required double Loss { get; init; }

    /// <summary>
    /// The penalty of the head's weights (L1 and L2), which is part of the losses of <c>history.csv</c> and not of <see cref="Loss"/>.
    /// Default 0, without regularization.
    /// </summary>
    public double Penalty { get; init; }

    /// <summary>All metrics, the main one first.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>The accuracy; null when samples do not have a single class.</summary>
    public Accuracy? Accuracy { get; init; }

    /// <summary>
    /// Counts of samples, <c>[classes, classes]</c>: rows are true classes, columns predicted ones; empty without classes.
    /// </summary>
    [JsonConverter(typeof(CompactRowsConverter))]
    public IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; } = [];

    /// <summary>The metrics of each class, label or value.</summary>
    public IReadOnlyList<TargetMetrics> ByTarget { get; init; } = [];

    /// <summary>The classes or labels that these samples have and the model never predicts.</summary>
    public IReadOnlyList<string> NeverPredicted { get; init; } = [];

    /// <summary>What one answer to all samples gives; null where targets are values.</summary>
    public Baseline? Baseline { get; init; }

    /// <summary>
    /// The mean absolute error of predicting the mean of these targets, for which <c>r2</c> is 0; null where targets are no values.
    /// </summary>
    public double? MaeOfMean { get; init; }

    /// <summary>
    /// The decision threshold: the second of two classes is predicted when its output is above this; null for other tasks.
    /// </summary>
    public float? Threshold { get; init; }

    /// <summary>
    /// The temperature of the outputs, with the calibration error on this split before and after; null for unscaled outputs.
    /// </summary>
    public Calibration? Calibration { get; init; }

    /// <summary>Gets a metric by its name.</summary>
    /// <exception cref="ArgumentException">The task does not have this metric; the message lists those that it has.</exception>
    public Metric this[string name] => Metrics.FirstOrDefault(m => m.Name == name)
        ?? throw new ArgumentException(
            $"There is no metric '{name}' here; there are {string.Join(", ", Metrics.Select(m => m.Name))}.", nameof(name));

    /// <summary>Evaluates predictions.</summary>
    /// <param name="predictions">Of at least one sample.</param>
    /// <param name="threshold">The decision threshold of the second of two classes; null for a probability of 0.5 or a margin of 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are no predictions.</exception>
    public static EvaluationResult Of(Predictions predictions, float? threshold = null) => Of(predictions, threshold, null);

    /// <inheritdoc cref="Of(Predictions, float?)"/>
    /// <param name="scores">What samples of two classes are ranked by, <c>[N]</c>; null for the outputs.</param>
    internal static EvaluationResult Of(Predictions predictions, float? threshold, float[]? scores)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfZero(predictions.Count, nameof(predictions));
        var result = predictions.Task.AreClasses ? ClassMetrics.Evaluate(predictions, threshold, scores)
            : predictions.Task.AreValues ? ValueMetrics.Evaluate(predictions)
            : LabelMetrics.Evaluate(predictions);
        return result with { Loss = MeanLoss(predictions) };
    }

    /// <summary>The main metric, such as <c>0.990 (0.982 to 0.995), 990 of 1000</c>.</summary>
    public override string ToString() =>
        $"{Metrics[0]}{(Accuracy is { } share ? $", {share.Right} of {share.Total}" : $", {Count} samples")}";

    /// <summary>
    /// Compares with one answer to all samples, and names the classes that are never predicted; such as <c>Always predicting 'good' has
    /// accuracy 0.990, and the model is no better. It never predicts 'bad' (5 samples).</c>
    /// </summary>
    public string AgainstBaseline() => BaselineSentences.Of(this);

    /// <summary>Computes the main metric alone.</summary>
    internal static Metric MainMetric(Predictions predictions) =>
        predictions.Task.AreClasses ? Metric.Of("accuracy", Evaluation.Accuracy.Of(predictions)) : Of(predictions).Metrics[0];

    private static double MeanLoss(Predictions predictions)
    {
        using var scope = NewDisposeScope();
        var outputs = tensor(predictions.Outputs, [predictions.Count, predictions.Columns]);
        var targets = predictions.Task.AreClasses ? tensor(predictions.Labels())
            : tensor(predictions.Targets, [predictions.Count, predictions.Columns]);
        return predictions.Task.MeasuredLoss(outputs, targets).item<double>();
    }
}
