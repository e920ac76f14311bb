using System.Collections.Concurrent;

namespace Transfer.Pipeline;

/// <summary>Finds the images of a run in a folder: by name and content, and those that are not there by content alone.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="known">All images of the run, which are all that there were unless a table of targets names them.</param>
/// <param name="areNamed">Whether a table of targets names them.</param>
/// <param name="hashOf">The hash of a file's content; null when it cannot be read.</param>
internal sealed class ImageSearch(
    string folder, IReadOnlyList<RunSample> known, bool areNamed, Func<string, ContentHash?> hashOf)
{
    /// <param name="wanted">The images to find.</param>
    /// <exception cref="IOException">A folder with some of them cannot be read.</exception>
    public FoundImages Find(IReadOnlyList<RunSample> wanted)
    {
        var paths = new ConcurrentDictionary<string, string>();
        Parallel.ForEach(wanted, sample =>
        {
            var path = PathOf(sample.Path);
            if (new FileInfo(path) is { Exists: true } file && file.Length == sample.Size && hashOf(path) == sample.Hash)
            {
                paths[sample.Path] = path;
            }
        });
        var lost = wanted.Where(s => !paths.ContainsKey(s.Path)).ToList();
        var all = new FolderListing(folder, followLinks: true).Files().ToList();
        var listed = all.Where(f => f.Fault is null && !paths.ContainsKey(f.Relative)).ToList();
        var moved = Moved(lost, listed);
        foreach (var closed in all.Where(f => f.Fault?.Name == FileOutcome.UnreadableName))
        {
            if (lost.Exists(s => !moved.ContainsKey(s) && s.Path.StartsWith(closed.Relative, StringComparison.Ordinal)))
            {
                throw ImageTree.Unreadable(closed);
            }
        }

        foreach (var (sample, now) in moved)
        {
            paths[sample.Path] = PathOf(now);
        }

        var (taken, names) = (moved.Values.ToHashSet(), known.Select(s => s.Path).ToHashSet());
        var missing = lost.Where(s => !moved.ContainsKey(s)).ToLookup(s => File.Exists(PathOf(s.Path)), s => s.Path);
        var folders = FoldersOf(names);
        return new FoundImages
        {
            Paths = paths,
            Moved = [.. moved.Select(m => (m.Key.Path, m.Value))],
            Changed = [.. missing[true]],
            Gone = [.. missing[false]],
            New = areNamed ? []
                : [.. listed.Select(f => f.Relative).Where(n => !names.Contains(n) && !taken.Contains(n) && IsIn(folders, n))],
        };
    }

    private string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>The files with the content of images that are not in their place, each for one of them.</summary>
    private Dictionary<RunSample, string> Moved(List<RunSample> lost, List<ListedFile> listed)
    {
        var sizes = lost.Select(s => s.Size).ToHashSet();
        var candidates = listed.Where(f => sizes.Contains(f.Size)).AsParallel().AsOrdered()
            .Select(f => (Hash: hashOf(f.Path), f.Relative)).ToList();
        var byHash = candidates.Where(c => c.Hash is not null).GroupBy(c => c.Hash!.Value)
            .ToDictionary(g => g.Key, g => new Queue<string>(g.Select(c => c.Relative)));
        var moved = new Dictionary<RunSample, string>();
        foreach (var sample in lost)
        {
            if (sample.Hash is { } hash && byHash.TryGetValue(hash, out var names) && names.TryDequeue(out var name))
            {
                moved[sample] = name;
            }
        }

        return moved;
    }

    /// <summary>The folders that hold images of the run, and those between them and the data folder, which is not among them.</summary>
    private static HashSet<string> FoldersOf(IEnumerable<string> names)
    {
        var folders = new HashSet<string>();
        foreach (var name in names)
        {
            for (var end = name.LastIndexOf('/'); end > 0 && folders.Add(name[..end]); end = name.LastIndexOf('/', end - 1))
            {
            }
        }

        return folders;
    }

    private static bool IsIn(HashSet<string> folders, string name)
    {
        for (var end = name.IndexOf('/', StringComparison.Ordinal); end > 0; end = name.IndexOf('/', end + 1))
        {
            if (folders.Contains(name[..end]))
            {
                return true;
            }
        }

        return false;
    }
}
