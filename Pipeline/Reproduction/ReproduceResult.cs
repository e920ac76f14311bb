namespace Transfer.Pipeline;

/// <summary>A run that was done again, and what agrees.</summary>
public sealed record ReproduceResult
{
    /// <summary>The folder of the new run.</summary>
    public required string Run { get; init; }

    /// <summary>The hashes of both, in the order of the receipt.</summary>
    public required IReadOnlyList<ReproducedHash> Hashes { get; init; }

    /// <summary>What is different here from where the run was made, a sentence each: versions, processor.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>The main metric of the run, such as <c>accuracy 0.987 (0.978 to 0.992)</c>.</summary>
    public required string Before { get; init; }

    /// <summary>The main metric of the repetition.</summary>
    public required string After { get; init; }

    /// <summary>Whether every hash agrees.</summary>
    public bool Agrees => Hashes.All(h => h.Agrees);
}
