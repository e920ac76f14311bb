namespace Transfer.Pipeline;

/// <summary>Options of doing a run again.</summary>
public sealed record ReproduceOptions
{
    /// <summary>The run folder.</summary>
    public required string Run { get; init; }

    /// <summary>The folder of the new run; null, the default, for <c>&lt;run&gt;-reproduced</c>.</summary>
    public string? Output { get; init; }

    /// <summary>Where the run's images are now; null, the default, for where they were.</summary>
    public string? Data { get; init; }

    /// <summary>
    /// The folder of the feature cache; null, the default, for one of its own that is removed at the end, so that every image is decoded
    /// and run again.
    /// </summary>
    public string? Cache { get; init; }

    /// <summary>The folder of the new run.</summary>
    internal string Folder => Output ?? $"{Path.TrimEndingDirectorySeparator(Run)}-reproduced";

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (Path.GetFullPath(Folder) == Path.GetFullPath(Run))
        {
            yield return $"The new run would be written into '{Run}', the run that it is compared with. Choose another run folder.";
        }
    }
}
