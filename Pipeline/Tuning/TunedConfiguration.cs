namespace Transfer.Pipeline.Tuning;

/// <summary>A configuration with what was measured of it.</summary>
public sealed record TunedConfiguration
{
    /// <summary>What was measured.</summary>
    public required TuneConfiguration Configuration { get; init; }

    /// <summary>The number of folds that it was measured on, repeats included.</summary>
    public required int Folds { get; init; }

    /// <summary>The mean accuracy over the folds.</summary>
    public required double Accuracy { get; init; }

    /// <summary>
    /// The lower end of the interval of the accuracy: Student's t with the corrected variance of Nadeau and Bengio (2003), at
    /// <c>1 - 0.05 / m</c> for m configurations (Dunn: Multiple Comparisons among Means, JASA 56, 1961), so that with a probability of 95 %
    /// all intervals hold at once, that of the chosen one among them.
    /// </summary>
    public required double Low { get; init; }

    /// <summary>The upper end of the interval.</summary>
    public required double High { get; init; }

    /// <summary>The standard error of the accuracy, with the same correction for folds.</summary>
    public required double StandardError { get; init; }

    /// <summary>The mean validation loss over the folds, which decides between equal accuracies.</summary>
    public required double Loss { get; init; }

    /// <summary>
    /// The time of the base for an image and its test-time views on this device, in batches of 8, in milliseconds; decoding not included.
    /// </summary>
    public required double Milliseconds { get; init; }

    /// <summary>The size of the weights of base and head as float32, in megabytes.</summary>
    public required double Megabytes { get; init; }

    /// <summary>The time of training a head on cached features, and of fine-tuning where there is any, in seconds.</summary>
    public required double TrainingSeconds { get; init; }

    /// <summary>
    /// The accuracy minus that of the most accurate one, fold by fold, with Holm's correction for all configurations that were measured on
    /// as many folds; null for the most accurate one, and for those that were left out before.
    /// </summary>
    public FoldDifference? Difference { get; init; }

    /// <summary>
    /// Of a fine-tuned network, or one with test-time views: the accuracy minus that of the same configuration without, fold by fold; null
    /// for others.
    /// </summary>
    public FoldDifference? Gain { get; init; }

    /// <summary>
    /// Whether it can be chosen: what is fine-tuned or averaged over views only where its gain is larger than the gain's standard error.
    /// </summary>
    public bool CanBeChosen => Gain is null || Gain.Value > Gain.StandardError;

    /// <summary>Whether it may be as accurate as the most accurate one.</summary>
    public bool IsAsGood { get; init; }

    /// <summary>Whether no other is at least as good in accuracy, time and size, and better in one of them.</summary>
    public bool IsOnFront { get; init; }
}
