namespace Transfer.Pipeline;

/// <summary>How a run was made, in <c>run.json</c>: on what, in what time, and with which results, so that it can be done again.</summary>
public sealed record RunReceipt
{
    /// <summary>The command of the program <c>transfer</c>; null where a library was called.</summary>
    public string? Command { get; init; }

    /// <summary>The source that the program was built from; null where that is not known.</summary>
    public string? Commit { get; init; }

    /// <summary>The name of the processor.</summary>
    public required string Processor { get; init; }

    /// <summary>The number of its cores that there were.</summary>
    public required int Cores { get; init; }

    /// <summary>
    /// The SHA-256 of what the run read and made, by name: <c>features</c>, of everything that decides them, and its files.
    /// </summary>
    public IReadOnlyDictionary<string, string> Hashes { get; init; } = new Dictionary<string, string>();

    /// <summary>The stages in order; of a run that was resumed, of the last time.</summary>
    public IReadOnlyList<StageTime> Stages { get; init; } = [];
}
