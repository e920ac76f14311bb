namespace Transfer.Pipeline.Data;

/// <summary>One entry of a folder, with what the listing of the folder says of it.</summary>
/// <param name="Path">The whole path.</param>
/// <param name="Relative">Relative to the listed folder, with <c>/</c> between folders.</param>
/// <param name="Size">In bytes.</param>
/// <param name="Fault">Why it is not to be opened; null for a file that is.</param>
internal readonly record struct ListedFile(string Path, string Relative, long Size, FileOutcome? Fault = null)
{
    /// <summary>A file that comes from no listing.</summary>
    public static ListedFile Of(string path)
    {
        var file = new FileInfo(path);
        // What is wrong with a file that is not there is said when it is opened.
        return file.Exists
            ? new ListedFile(file.FullName, path, file.Length)
            : new ListedFile(file.FullName, path, -1);
    }
}
