namespace Transfer.Pipeline;

/// <summary>What made the features of a Parquet or Arrow file, in its metadata: keys such as <c>transfer.model</c>.</summary>
internal static class FeatureMetadata
{
    private const string Prefix = "transfer.";

    // What must be the same in features that are used together.
    private static readonly string[] Compared = ["base", "cut", "preprocessing", "image_size", "pooling"];

    /// <summary>What a person wants to know, in order.</summary>
    public static IReadOnlyList<string> Shown { get; } = ["model", "cut", "preprocessing", "image_size", "pooling"];

    /// <summary>Writes a recipe and the network's facts as metadata.</summary>
    /// <param name="parts">The parts of the recipe, and what is known of the network.</param>
    public static Dictionary<string, string> Write(IEnumerable<KeyValuePair<string, string>> parts) =>
        parts.ToDictionary(part => Prefix + part.Key.Replace(' ', '_'), part => part.Value);

    /// <summary>Reads what <see cref="Write"/> wrote; metadata of other programs are left out.</summary>
    public static Dictionary<string, string> Read(IReadOnlyDictionary<string, string>? metadata) =>
        (metadata ?? new Dictionary<string, string>()).Where(part => part.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(part => part.Key[Prefix.Length..], part => part.Value);

    /// <summary>The first part that differs in two recipes; null where none does, or where one of them does not say.</summary>
    public static string? Difference(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        Compared.FirstOrDefault(part => one.TryGetValue(part, out var own) && other.TryGetValue(part, out var others) && own != others);
}
