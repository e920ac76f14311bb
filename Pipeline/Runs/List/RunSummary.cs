namespace Transfer.Pipeline;

/// <summary>A run in a list of runs.</summary>
public sealed record RunSummary
{
    /// <summary>The run folder.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// What has been reached: <c>started</c>, <c>trained</c> or <c>exported</c>; empty where <c>run.json</c> cannot be read.
    /// </summary>
    public string Status { get; init; } = "";

    /// <summary>The folder or file of the data.</summary>
    public string Data { get; init; } = "";

    /// <summary>The backbone; <c>table</c> where there is none.</summary>
    public string Backbone { get; init; } = "";

    /// <summary>What was trained, such as <c>head</c>, <c>fine-tuned from block5_conv1</c> or <c>from scratch</c>.</summary>
    public string Method { get; init; } = "";

    /// <summary>Of which split the metric is: <c>test</c> where that was evaluated, or <c>validation</c>.</summary>
    public string Split { get; init; } = "";

    /// <summary>The main metric with its interval; null where nothing was measured.</summary>
    public Metric? Metric { get; init; }

    /// <summary>The seconds of all its stages; null where they are not known.</summary>
    public double? Seconds { get; init; }

    /// <summary>When it began; null where that is not known.</summary>
    public DateTimeOffset? Started { get; init; }

    /// <summary>Why the run cannot be read; null where it can.</summary>
    public string? Fault { get; init; }
}
