namespace Transfer.Pipeline;

/// <summary>What a model says of one picture.</summary>
public sealed record Prediction
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The most probable class; empty when the picture cannot be used.</summary>
    public required string Class { get; init; }

    /// <summary>Its probability, [0, 1].</summary>
    public required double Probability { get; init; }

    /// <summary>The probability of each class.</summary>
    public required IReadOnlyDictionary<string, double> Probabilities { get; init; }

    /// <summary>Why the picture cannot be used; null when it can.</summary>
    public string? Error { get; init; }
}
