namespace Transfer.Models;

/// <summary>Tells files with content from others before they are opened: opening a pipe waits for ever.</summary>
internal static class EmptyFile
{
    /// <summary>Whether a path leads to a file without content, or to a pipe, a socket or a device, which have no length.</summary>
    public static bool Is(string path) => new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path).Length == 0;
}
