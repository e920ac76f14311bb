namespace Transfer.Pipeline;

/// <summary>What a model says of one picture.</summary>
public sealed record Prediction
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>The most probable class; empty when the picture cannot be used, or the model knows labels or values.</summary>
    public string Class { get; init; } = "";

    /// <summary>Its probability, [0, 1]; its margin where a hinge loss was learnt.</summary>
    public double Probability { get; init; }

    /// <summary>The probability of each class or label.</summary>
    public IReadOnlyDictionary<string, double> Probabilities { get; init; } = new Dictionary<string, double>();

    /// <summary>The labels with probabilities above 0.5, of a model that knows labels; empty for others.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The values, of a model that knows values; empty for others.</summary>
    public IReadOnlyDictionary<string, double> Values { get; init; } = new Dictionary<string, double>();

    /// <summary>Why the picture cannot be used; null when it can.</summary>
    public string? Error { get; init; }
}
