namespace Transfer.Models;

/// <summary>Whether a network can be fine-tuned here; what <c>transfer models check</c> says.</summary>
public sealed record ModelCheckResult
{
    /// <summary>The network's name.</summary>
    public required string Model { get; init; }

    /// <summary>Height and width of the images in pixels.</summary>
    public required int ImageSize { get; init; }

    /// <summary>How many initializers had no data and were filled from a seed.</summary>
    public required int RandomWeights { get; init; }

    /// <summary>The end of the convolutional base.</summary>
    public required string BaseEnd { get; init; }

    /// <summary>Every cut point, from the image to the output, and whether what is above it can be trained.</summary>
    public required IReadOnlyList<CutCheck> Cuts { get; init; }

    /// <summary>Operators that cannot be trained, with how many nodes have each; empty when all can.</summary>
    public required IReadOnlyDictionary<string, int> UnsupportedOperators { get; init; }

    /// <summary>
    /// The largest difference to ONNX Runtime of the whole network in TorchSharp, relative to the largest output; null when it cannot be
    /// imported.
    /// </summary>
    public double? WholeDifference { get; init; }

    /// <summary>The same above five cuts spread over the network.</summary>
    public IReadOnlyDictionary<string, double> CutDifferences { get; init; } = new Dictionary<string, double>();

    /// <summary>The loss before and after one training step; null when none could be made.</summary>
    public double? LossBefore { get; init; }

    /// <summary>See <see cref="LossBefore"/>.</summary>
    public double? LossAfter { get; init; }

    /// <summary>From which cut that step trained.</summary>
    public string? TrainedFrom { get; init; }

    /// <summary>The largest difference between the trained network and its export in ONNX Runtime, relative.</summary>
    public double? ExportDifference { get; init; }

    /// <summary>What does not hold, one sentence each; empty when the network can be fine-tuned.</summary>
    public required IReadOnlyList<string> Faults { get; init; }

    /// <summary>Whether all of it holds.</summary>
    public bool Passed => Faults.Count == 0;
}
