namespace Transfer.Pipeline.Data;

/// <summary>Finds files that are byte for byte the same. Only those of the same size are read.</summary>
internal sealed class FileCopies
{
    private readonly Dictionary<string, object> _keys;

    public FileCopies(IEnumerable<string> paths)
    {
        var files = paths.Distinct().ToArray();
        var lengths = new long[files.Length];
        Parallel.For(0, files.Length, i => lengths[i] = LengthOf(files[i]));
        var ofSameSize = files.Zip(lengths).Where(f => f.Second > 0).GroupBy(f => f.Second, f => f.First).Where(g => g.Count() > 1)
            .SelectMany(g => g).ToArray();
        var hashes = new ContentHash?[ofSameSize.Length];
        Parallel.For(0, hashes.Length, i => hashes[i] = HashOf(ofSameSize[i]));
        _keys = ofSameSize.Zip(hashes).Where(f => f.Second is not null).ToDictionary(f => f.First, f => (object)f.Second!.Value);
    }

    /// <summary>What is equal for files that are the same.</summary>
    public object KeyOf(string path) => _keys.GetValueOrDefault(path, path);

    // Files that cannot be read are named later, by what decodes them; pipes and devices have no length.
    private static long LengthOf(string path)
    {
        try
        {
            return ((FileInfo?)File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)).Length;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidCastException)
        {
            return 0;
        }
    }

    private static ContentHash? HashOf(string path)
    {
        try
        {
            return ContentHash.OfFile(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
