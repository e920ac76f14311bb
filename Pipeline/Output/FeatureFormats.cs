namespace Transfer.Pipeline;

/// <summary>The formats by the ending of a file's name.</summary>
internal static class FeatureFormats
{
    private static readonly Dictionary<string, Func<string, IFeatureFormat>> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [".parquet"] = path => new ParquetFormat(path),
        [".arrow"] = path => new ArrowFormat(path),
        [".npy"] = path => new NumpyFormat(path),
    };

    public static string Choices => $"{string.Join(", ", Known.Keys.SkipLast(1))} or {Known.Keys.Last()}";

    public static string? EndingOf(string path) => Path.GetExtension(path) is var ending && Known.ContainsKey(ending) ? ending : null;

    public static IFeatureFormat Create(string path) => Known[EndingOf(path)!](path);
}
