namespace Transfer.Models.Checking;

/// <summary>Whether a network can be fine-tuned; the result of <see cref="ModelCheck.Run(OnnxGraph, int, CancellationToken)"/>.</summary>
public sealed record ModelCheckResult
{
    /// <summary>The name of the network.</summary>
    public required string Model { get; init; }

    /// <summary>Height and width of the images in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>The number of initializers that had no data and were filled from a seed.</summary>
    public required int RandomWeights { get; init; }

    /// <summary>The tensor at the end of the convolutional base.</summary>
    public required string BaseEnd { get; init; }

    /// <summary>All cut points from the image to the output, and whether the part above each can be trained.</summary>
    public required IReadOnlyList<CutCheck> Cuts { get; init; }

    /// <summary>What would be trained if the whole network were unfrozen, in the order of use.</summary>
    public required IReadOnlyList<CheckedWeight> Trained { get; init; }

    /// <summary>
    /// What the file stores and no training changes: statistics of BatchNormalization, masks, tables and other constants.
    /// </summary>
    public required IReadOnlyList<CheckedWeight> Constants { get; init; }

    /// <summary>Operators that cannot be trained, with the number of nodes that have each; empty when all can.</summary>
    public required IReadOnlyDictionary<string, int> UnsupportedOperators { get; init; }

    /// <summary>
    /// The largest difference between the base as it runs in an extraction and the untouched file in ONNX Runtime without optimizations,
    /// relative to the largest value.
    /// </summary>
    public required double BaseDifference { get; init; }

    /// <summary>
    /// The largest difference between the whole network in TorchSharp and the untouched file, relative to the largest output; null when it
    /// cannot be imported.
    /// </summary>
    public double? WholeDifference { get; init; }

    /// <summary>The same for the part above each of five cuts that are spread over the network.</summary>
    public IReadOnlyDictionary<string, double> CutDifferences { get; init; } = new Dictionary<string, double>();

    /// <summary>The loss before a training step; null when there is no cut to train from.</summary>
    public double? LossBefore { get; init; }

    /// <summary>The loss after the training step; null when there is no cut to train from.</summary>
    public double? LossAfter { get; init; }

    /// <summary>The cut that the step trained from.</summary>
    public string? TrainedFrom { get; init; }

    /// <summary>The largest relative difference between the trained network and its export in ONNX Runtime.</summary>
    public double? ExportDifference { get; init; }

    /// <summary>What is worth knowing and no fault, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>What is wrong, a sentence each; empty when the network can be fine-tuned.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Whether the network can be fine-tuned.</summary>
    public bool Passed => Faults.Count == 0;
}
