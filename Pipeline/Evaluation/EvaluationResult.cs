using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>How well a model does on one split: what its task's <see cref="LearningTask.Metrics"/> ask for, each with a 95 % interval.</summary>
/// <remarks>
/// Figures are Microsoft.ML's where it has them. Intervals are Wilson's for shares of samples and the F1 of a class, and bootstrapped percentiles for all
/// else. A precision of no answers is 0. The log-loss is in nats.
/// </remarks>
public sealed record EvaluationResult
{
    /// <summary>How many samples.</summary>
    public required int Count { get; init; }

    /// <summary>The mean of the task's loss.</summary>
    public required double Loss { get; init; }

    /// <summary>All metrics, the one to look at first.</summary>
    public required IReadOnlyList<Metric> Metrics { get; init; }

    /// <summary>The share of right answers where every sample has one class; else null.</summary>
    public Accuracy? Accuracy { get; init; }

    /// <summary>Rows are true classes, columns predicted ones; empty where samples have no single class.</summary>
    public IReadOnlyList<IReadOnlyList<int>> ConfusionMatrix { get; init; } = [];

    /// <summary>The metrics of each class, label or value.</summary>
    public IReadOnlyList<TargetMetrics> ByTarget { get; init; } = [];

    /// <summary>From which output on a sample counts as the second of two classes; null for other tasks.</summary>
    public float? Threshold { get; init; }

    /// <summary>The temperature that outputs were divided by, with the calibration error on this split before and after; null for outputs as they are.</summary>
    public Calibration? Calibration { get; init; }

    /// <summary>A metric by its name.</summary>
    /// <exception cref="ArgumentException">The task does not have it.</exception>
    public Metric this[string name] => Metrics.FirstOrDefault(m => m.Name == name)
        ?? throw new ArgumentException($"There is no metric '{name}' here; there are {string.Join(", ", Metrics.Select(m => m.Name))}.", nameof(name));

    /// <summary>Measures what a model said.</summary>
    /// <param name="predictions">Of at least one sample.</param>
    /// <param name="threshold">From where on one output means the second of two classes; null for a probability of a half or a margin of 0.</param>
    /// <param name="seed">Decides what the bootstrap draws.</param>
    public static EvaluationResult Of(Predictions predictions, float? threshold = null, long seed = 1)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentOutOfRangeException.ThrowIfZero(predictions.Count, nameof(predictions));
        var result = predictions.Task.Kind switch
        {
            TaskKind.Binary => ClassMetrics.Binary(predictions, threshold ?? predictions.UsualThreshold, seed),
            TaskKind.MultiClass => ClassMetrics.MultiClass(predictions, seed),
            TaskKind.MultiLabel => LabelMetrics.Of(predictions, seed),
            _ => ValueMetrics.Of(predictions, seed),
        };
        return result with { Loss = MeanLoss(predictions) };
    }

    /// <summary>The metric to look at first, such as <c>0.990 (0.982 to 0.995), 990 of 1000</c>.</summary>
    public override string ToString() => $"{Metrics[0]}{(Accuracy is { } share ? $", {share.Right} of {share.Total}" : $", {Count} samples")}";

    /// <summary>The metric to look at first, without the others.</summary>
    internal static Metric MainMetric(Predictions predictions) => predictions.Task.AreClasses ? Metric.Of("accuracy", Pipeline.Accuracy.Of(predictions)) : Of(predictions).Metrics[0];

    private static double MeanLoss(Predictions predictions)
    {
        using var scope = NewDisposeScope();
        var outputs = tensor(predictions.Outputs, [predictions.Count, predictions.Columns]);
        var targets = predictions.Task.AreClasses ? tensor(predictions.Labels()) : tensor(predictions.Targets, [predictions.Count, predictions.Columns]);
        return predictions.Task.Loss.Mean(outputs, targets).item<float>();
    }
}
