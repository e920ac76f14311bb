using System.Text;

namespace Transfer.Pipeline.Cache;

/// <summary>What lies where in a cache, and what is noted beside a recipe.</summary>
internal static class CacheFolder
{
    /// <summary>The hint with the network's name.</summary>
    public const string ModelHint = "model";

    /// <summary>The hint with the SHA-256 of the network's file.</summary>
    public const string ModelHashHint = "model sha256";

    /// <summary>The hint with where the network's file lay; absent for the bundled one.</summary>
    public const string ModelFileHint = "model file";

    private const string Features = "features";
    private const string Paths = "paths";
    private const string Outcomes = "outcomes";
    private const string Measures = "measures";

    /// <summary>The folder that a user named, or the default.</summary>
    public static string Of(string? cache) => Path.GetFullPath(cache ?? UserFolder.Cache);

    /// <summary>Where its recipes lie.</summary>
    public static string FeaturesOf(string? cache) => Path.Combine(Of(cache), Features);

    /// <summary>Where the outcomes of decoding lie, a folder for each version of a decoder.</summary>
    public static string OutcomesOf(string? cache, Imaging imaging) => Versioned(cache, Outcomes, ImagingLibrary.FormatVersion(imaging));

    /// <summary>Where the measures of images lie, a folder for each version of a decoder and of the measures.</summary>
    public static string MeasuresOf(string? cache, Imaging imaging) =>
        Versioned(cache, Measures, $"{ImagingLibrary.FormatVersion(imaging)},{MeasureIndex.Version}");

    /// <summary>The bytes of the indexes of paths, outcomes and measures.</summary>
    public static long MeasureIndexes(string? cache) => Indexes(cache).Sum(LiveFolder.Measure);

    /// <summary>Removes temporary files of writers that are gone, and outcomes of decoders that this build does not have.</summary>
    /// <returns>Their bytes.</returns>
    public static long RemoveIndexLeftovers(PruneOptions options)
    {
        var current = Enum.GetValues<Imaging>().Select(imaging => OutcomesOf(options.Cache, imaging))
            .Concat(Enum.GetValues<Imaging>().Select(imaging => MeasuresOf(options.Cache, imaging)))
            .Append(Path.Combine(Of(options.Cache), Paths)).ToHashSet();
        var freed = 0L;
        foreach (var folder in Indexes(options.Cache))
        {
            if (current.Contains(folder))
            {
                freed += TemporaryFiles.RemoveAbandoned(folder, options.Time, dryRun: options.DryRun);
                continue;
            }

            freed += LiveFolder.Measure(folder);
            if (!options.DryRun)
            {
                LiveFolder.Delete(folder);
            }
        }

        return freed;
    }

    /// <summary>Whether a folder has indexes of a cache.</summary>
    public static bool HasIndexes(string cache) => Indexes(cache).Length > 0;

    private static string[] Indexes(string? cache) =>
    [
        .. LiveFolder.Folders(Of(cache), Paths), .. LiveFolder.Folders(Path.Combine(Of(cache), Outcomes)),
        .. LiveFolder.Folders(Path.Combine(Of(cache), Measures)),
    ];

    private static string Versioned(string? cache, string kind, string version) =>
        Path.Combine(Of(cache), kind, ContentHash.Of(Encoding.UTF8.GetBytes(version)).ToString()[..16]);
}
