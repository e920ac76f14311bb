namespace Transfer.Pipeline;

/// <summary>What may go from a cache; a recipe goes when any of the rules says so.</summary>
public sealed record PruneOptions
{
    /// <summary>The folder of the cache; null for the default.</summary>
    public string? Cache { get; init; }

    /// <summary>Recipes that were last used longer ago than this go; null for no such rule.</summary>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>The recipes used least recently go until all together have no more bytes than this; null for no such rule.</summary>
    public long? MaxBytes { get; init; }

    /// <summary>Network files that are still needed: recipes of other networks go. Empty for no such rule. A name in the box counts too.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Folders of images that are still needed: rows of other images go. Empty for no such rule.</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>Recipes go whose network file is gone or has other bytes by now. Default false.</summary>
    public bool Orphaned { get; init; }

    /// <summary>Only what is of no use to anybody goes: damaged shards and temporary files of dead writers. Every other rule removes these too.</summary>
    public bool Leftovers { get; init; }

    /// <summary>Whether it only says what would go. Default false.</summary>
    public bool DryRun { get; init; }

    /// <summary>The clock for <see cref="OlderThan"/>.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Finds every fault of these options.</summary>
    public IEnumerable<string> Validate()
    {
        if (OlderThan is null && MaxBytes is null && Models.Count == 0 && Data.Count == 0 && !Orphaned && !Leftovers)
        {
            yield return "Nothing says what may go. Give --older-than 30d, --max-size 10GB, --model FILE (keep only its features), --data FOLDER (keep only its images), --orphaned (the model file is gone or changed) or --leftovers (damaged and temporary files only); --dry-run only tells.";
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
