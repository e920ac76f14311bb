using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>What lies where in a cache, and what is noted beside a recipe.</summary>
internal static class CacheFolder
{
    /// <summary>The folder of all recipes.</summary>
    public const string Features = "features";

    /// <summary>The hint with the network's name.</summary>
    public const string ModelHint = "model";

    /// <summary>The hint with the SHA-256 of the network's file.</summary>
    public const string ModelHashHint = "model sha256";

    /// <summary>The hint with where the network's file lay; absent for one in the box.</summary>
    public const string ModelFileHint = "model file";

    /// <summary>The folder that a user named, or the default.</summary>
    public static string Of(string? cache) => Path.GetFullPath(cache ?? UserFolder.Cache);

    /// <summary>Where its recipes lie.</summary>
    public static string FeaturesOf(string? cache) => Path.Combine(Of(cache), Features);
}
