using Transfer.Pipeline;
using Transfer.Pipeline.Tables;

namespace Transfer.Samples;

/// <summary>Features for other programs: the same images as NumPy and as Parquet, and both files read back.</summary>
internal static class FeatureFiles
{
    /// <param name="folder">Where <c>features.npy</c> with its CSV, and <c>features.parquet</c> are written.</param>
    public static async Task Run(ExtractOptions options, string folder, TextWriter output)
    {
        foreach (var name in new[] { "features.npy", "features.parquet" })
        {
            // The second file takes its features from the cache.
            var file = await TransferLearning.ExtractAsync(options, Path.Combine(folder, name));
            var table = TableFiles.Read(file.Path);
            output.WriteLine($"{name}: {file.Extracted} extracted, {file.Cached} from the cache; "
                + $"{table.Count} rows of {table.Length} features, classes {string.Join(", ", table.Classes)}");
        }
    }
}
