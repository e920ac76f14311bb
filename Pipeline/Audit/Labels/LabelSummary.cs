namespace Transfer.Pipeline;

/// <summary>What is known of the labels of a dataset as a whole.</summary>
public sealed record LabelSummary
{
    /// <summary>The head that the probabilities come from, as text.</summary>
    public required string Head { get; init; }

    /// <summary>The number of heads that were trained.</summary>
    public required int Heads { get; init; }

    /// <summary>The share of images whose label is the most probable class by heads that were not trained on them.</summary>
    public required Accuracy Agreement { get; init; }

    /// <summary>The expected number of wrong labels: the sum of their probabilities.</summary>
    public required double Wrong { get; init; }

    /// <summary>The number of labels that are more probably wrong than right.</summary>
    public required int Recommended { get; init; }

    /// <summary>The mean probability of each class over the images labelled so: the thresholds of confident learning.</summary>
    public required IReadOnlyList<double> Thresholds { get; init; }

    /// <summary>The estimated number of images with a given label (row) that are of a class (column), <c>[K][K]</c>.</summary>
    public required IReadOnlyList<IReadOnlyList<double>> Joint { get; init; }

    /// <summary>The classes with too few images to be learnt, whose labels are not looked at.</summary>
    public IReadOnlyList<string> TooSmall { get; init; } = [];
}
