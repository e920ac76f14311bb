namespace Transfer.Pipeline.Cache;

/// <summary>Whether the features of an image are in a cache, and if not, what keeps those that are there from being used.</summary>
/// <param name="IsCached">Whether every row is there: of any recipe, or of the one that was asked for.</param>
/// <param name="Sentences">The answer for a person.</param>
internal sealed record CachedImage(bool IsCached, IReadOnlyList<string> Sentences)
{
    /// <summary>Looks for an image, by the hash of its bytes.</summary>
    /// <param name="path">The image's file.</param>
    /// <param name="cache">The folder of the cache; null for the default.</param>
    /// <param name="asked">Which features are meant; null for any.</param>
    /// <exception cref="IOException">There is no such file, or the model is missing.</exception>
    /// <exception cref="ArgumentException">The options have faults.</exception>
    public static CachedImage Find(string path, string? cache = null, ExtractOptions? asked = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        path = Path.GetFullPath(path);
        if (!IsThere(path))
        {
            throw new FileNotFoundException($"There is no image '{path}'. Give the file whose features you look for.");
        }

        var search = new CachedImageSearch(ContentHash.OfFile(path), cache);
        var isCached = asked is null ? search.FindAny() : search.Find(asked);
        if (!isCached)
        {
            search.AddEarlierContent(path);
        }

        return new CachedImage(isCached, [$"{path}: SHA-256 {search.Image}.", .. search.Sentences]);
    }

    /// <exception cref="UnauthorizedAccessException">Its folder or the file itself may not be read.</exception>
    private static bool IsThere(string path)
    {
        try
        {
            ImageFile.Open(path).Dispose();
            return !Directory.Exists(path);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException or NotAFileException)
        {
            return false;
        }
    }
}
