namespace Transfer.Pipeline.Cache;

/// <summary>The contents of all images in some folders.</summary>
internal static class NeededImages
{
    /// <summary>Reads every image: an index only saves work, and is no reason to remove somebody's features.</summary>
    /// <exception cref="IOException">Something there cannot be read, or a folder has no images: what is needed is not known.</exception>
    public static HashSet<ContentHash> Find(IEnumerable<string> folders, CancellationToken cancellation)
    {
        var images = new HashSet<ContentHash>();
        foreach (var folder in folders)
        {
            ListedFile[] files = [.. new FolderListing(folder, followLinks: true, withOutput: true).Files()];
            if (Array.Find(files, IsUnknown) is { Fault: { } fault } unknown)
            {
                throw Refused(unknown.Path, fault.Detail);
            }

            files = Array.FindAll(files, file => file.Fault is null);
            if (files.Length == 0)
            {
                throw new IOException($"There are no images in '{folder}', so nothing of the cache would be kept, and nothing was removed. "
                    + "Is the disk mounted? Give a folder of images to keep.");
            }

            images.UnionWith(Hash(files, cancellation));
        }

        return images;
    }

    // What is no image has no features; what cannot be read may have some.
    private static bool IsUnknown(ListedFile file) =>
        file.Fault is { Name: "unreadable" } || (file.Fault is { Name: "link" } && RealPath.Of(file.Path) is null);

    private static ContentHash[] Hash(ListedFile[] files, CancellationToken cancellation)
    {
        var (hashes, faults) = (new ContentHash[files.Length], new Exception?[files.Length]);
        Parallel.For(0, files.Length, new ParallelOptions { CancellationToken = cancellation }, index =>
        {
            try
            {
                hashes[index] = ContentHash.OfFile(files[index].Path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                faults[index] = error;
            }
        });
        var first = Array.FindIndex(faults, fault => fault is not null);
        return first < 0 ? hashes : throw Refused(files[first].Path, faults[first]!.Message);
    }

    private static IOException Refused(string path, string why) => new(
        $"'{path}' cannot be read ({why.TrimEnd('.')}), so its images may be needed, and nothing was removed from the cache. "
        + "Make it readable or take it out of the folder, and prune again.");
}
