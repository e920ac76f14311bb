namespace Transfer.Models;

/// <summary>Tells files with content from others before they are opened: opening a pipe waits for ever.</summary>
internal static class EmptyFile
{
    /// <summary>Whether a path leads to a file without content, or to a pipe, a socket or a device, which have no length.</summary>
    public static bool Is(string path)
    {
        // Of a link that is given without its folder .NET would look for the target in the root.
        var full = Path.GetFullPath(path);
        return new FileInfo(File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full).Length == 0;
    }
}
