namespace Transfer.Pipeline.Cache;

/// <summary>What may be removed from a cache; a recipe is removed when any of the rules says so.</summary>
public sealed record PruneOptions
{
    /// <summary>The folder of the cache; null for the default.</summary>
    public string? Cache { get; init; }

    /// <summary>Removes recipes that were last used longer ago than this; null, the default, for no such rule.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>
    /// Removes the recipes used least recently until all together have no more bytes than this; null, the default, for no such rule.
    /// </summary>
    public long? MaxBytes { get; init; }

    /// <summary>
    /// Network files, or names of bundled ones, that are still needed: recipes of other networks are removed. Default: empty, no such rule.
    /// </summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Folders of images that are still needed: rows of other images are removed. Default: empty, no such rule.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Removes recipes whose network file is gone or has other bytes by now. Default false.</summary>
    public bool Orphaned { get; init; }

    /// <summary>
    /// Removes only what is of no use: damaged shards, temporary files of writers that are gone, outcomes of decoders that this build does
    /// not have. Every other rule removes these too. Default false.
    /// </summary>
    public bool Leftovers { get; init; }

    /// <summary>Whether nothing is removed, and the result says what would be. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>The clock. Default: the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Finds every fault of these options.</summary>
    public IEnumerable<string> Validate()
    {
        if (OlderThan is null && MaxBytes is null && Models.Count == 0 && Data.Count == 0 && !Orphaned && !Leftovers)
        {
            yield return
                "Nothing says what may be removed. Give an age (30d), a total size (10GB), models or image folders to keep, orphaned " +
                "recipes (whose model file is gone or has changed) or leftovers (damaged and temporary files only).";
        }

        if (OlderThan < TimeSpan.Zero)
        {
            yield return $"The age is {OlderThan}; expected 0 or more, such as 30d.";
        }

        if (MaxBytes < 0)
        {
            yield return $"The size is {MaxBytes} bytes; expected 0 or more, such as 10GB.";
        }

        foreach (var folder in Data.Where(folder => !Directory.Exists(folder)))
        {
            yield return $"There is no folder '{folder}'. Give a folder of images to keep, or nothing of the cache would be kept.";
        }
    }
}
