using System.IO.Enumeration;

namespace Transfer.Pipeline.Data;

/// <summary>
/// All files below a folder, one after another, in the ordinal order of their relative paths. One folder's names are held at a time, and
/// sizes and times come from the listing itself. Hidden files and folders (a leading dot) are left out, and the folders that systems and
/// other programs keep beside files; a folder that Transfer has written is one entry.
/// </summary>
/// <param name="root">The folder.</param>
/// <param name="followLinks">Whether symbolic links that lead out of the folder are followed.</param>
/// <param name="withOutput">Whether the files in folders that Transfer has written are listed, too.</param>
internal sealed class FolderListing(string root, bool followLinks, bool withOutput = false)
{
    private static readonly string[] OfOtherPrograms =
        ["@eaDir", "$RECYCLE.BIN", "System Volume Information", "#recycle", "@Recycle", "lost+found", "__MACOSX", "__pycache__"];

    // What a run folder has, and the page beside a report's plots.
    private static readonly string[] OfRuns = ["run.json", "report.html"];

    private readonly string _root = Path.GetFullPath(root);
    private readonly string _realRoot = RealPath.Of(Path.GetFullPath(root)) ?? Path.GetFullPath(root);

    private enum Kind
    {
        File,
        Folder,
        Link,
    }

    /// <param name="Name">The name; a folder's ends in <c>/</c>, which puts its files where their paths belong in the order.</param>
    private readonly record struct Entry(string Name, Kind Kind, long Size);

    /// <summary>Lists; what cannot be listed is an entry with a fault.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public IEnumerable<ListedFile> Files() => Directory.Exists(_root)
        ? Below(_root, "", [_realRoot])
        : throw new DirectoryNotFoundException(
            $"There is no folder '{root}'. Give a folder of images; folders within it are searched too.");

    /// <summary>Whether a file or folder with this name is left out: a hidden one, or one of a system or another program.</summary>
    public static bool IsLeftOut(ReadOnlySpan<char> name)
    {
        if (name.StartsWith('.'))
        {
            return true;
        }

        foreach (var other in OfOtherPrograms)
        {
            if (name.Equals(other, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private IEnumerable<ListedFile> Below(string folder, string relative, List<string> above)
    {
        var (entries, fault) = Entries(folder);
        if (fault is not null)
        {
            yield return new ListedFile(folder, relative, 0, FileOutcome.Unreadable(fault));
        }

        if (!withOutput && relative.Length > 0 && entries.Exists(entry => entry.Kind == Kind.File && OfRuns.Contains(entry.Name)))
        {
            yield return new ListedFile(folder, relative.TrimEnd('/'), 0, FileOutcome.OutputFolder);
            yield break;
        }

        foreach (var entry in entries)
        {
            var path = Path.Combine(folder, entry.Name.TrimEnd('/'));
            var files = entry.Kind switch
            {
                Kind.Folder => Below(path, relative + entry.Name, [.. above, Path.Combine(above[^1], entry.Name.TrimEnd('/'))]),
                Kind.Link => Linked(path, relative + entry.Name, above),
                _ => null,
            };
            if (files is null)
            {
                yield return File(path, relative + entry.Name, entry.Size);
                continue;
            }

            foreach (var file in files)
            {
                yield return file;
            }
        }
    }

    private static (List<Entry> Entries, string? Fault) Entries(string folder)
    {
        var entries = new List<Entry>();
        try
        {
            var options = new EnumerationOptions { AttributesToSkip = 0, IgnoreInaccessible = false };
            entries.AddRange(new FileSystemEnumerable<Entry>(folder, Read, options)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !IsLeftOut(entry.FileName),
            });
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return (entries, exception.Message);
        }

        entries.Sort((a, b) => string.CompareOrdinal(a.Name, b.Name));
        return (entries, null);
    }

    private static Entry Read(ref FileSystemEntry entry)
    {
        var name = entry.FileName.ToString();
        return entry.Attributes.HasFlag(FileAttributes.ReparsePoint) ? new Entry(name, Kind.Link, 0)
            : entry.IsDirectory ? new Entry(name + "/", Kind.Folder, 0)
            : new Entry(name, Kind.File, entry.Length);
    }

    private static ListedFile File(string path, string relative, long size) =>
        new(path, relative, size, !ImageLoader.IsImageFile(relative) ? FileOutcome.OtherFile
            // A pipe has no size, and opening it as a file would wait for ever.
            : size == 0 && ImageFile.IsSpecial(path) ? FileOutcome.NotAFile : null);

    private IEnumerable<ListedFile> Linked(string path, string relative, List<string> above)
    {
        var target = new FileInfo(path).LinkTarget;
        if (RealPath.Of(path) is not { } real)
        {
            return [Refused("leads to nothing or to itself")];
        }

        var inside = _realRoot.TrimEnd('/') + Path.DirectorySeparatorChar;
        if (!followLinks && real != _realRoot && !real.StartsWith(inside, StringComparison.Ordinal))
        {
            return [Refused("leaves the folder, and such links are not followed")];
        }

        if (!Directory.Exists(real))
        {
            var file = new FileInfo(real);
            return [File(path, relative, file.Length)];
        }

        return above.Contains(real)
            ? [Refused("leads to a folder that contains it")]
            : Below(path, relative + "/", [.. above, real]);

        ListedFile Refused(string why) => new(path, relative, 0, FileOutcome.Link($"the symbolic link to '{target}' {why}"));
    }
}
