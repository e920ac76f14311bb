namespace Transfer.Pipeline.Data;

/// <summary>Counts files that are not read, by their endings.</summary>
internal sealed class FileEndings
{
    private readonly Dictionary<string, int> _counts = [];

    /// <summary>Such as <c>Not read: 3 .tif, 1 .heic.</c>; empty where there are no such files.</summary>
    public string Sentence => _counts.Count == 0 ? "" : $"Not read: {string.Join(", ", _counts
        .OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal).Select(c => $"{c.Value:N0} {c.Key}"))}.";

    public void Add(string path) => Add(
        Path.GetExtension(path) is { Length: > 1 } ending ? ending.ToLowerInvariant() : "without an ending", 1);

    public void Add(FileEndings others)
    {
        foreach (var (ending, count) in others._counts)
        {
            Add(ending, count);
        }
    }

    private void Add(string ending, int count) => _counts[ending] = _counts.GetValueOrDefault(ending) + count;
}
