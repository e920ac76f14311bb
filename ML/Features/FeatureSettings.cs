namespace Transfer.ML;

/// <summary>Everything that decides what a column of features has; this is saved with a model.</summary>
internal sealed record FeatureSettings
{
    public required string Output { get; init; }

    public required string Input { get; init; }

    public required ImageFeatureOptions Options { get; init; }

    /// <summary>The SHA-256 of the base, once it is known: a loaded model takes no other.</summary>
    public string? BaseHash { get; init; }
}
