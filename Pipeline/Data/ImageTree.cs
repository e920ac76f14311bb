namespace Transfer.Pipeline.Data;

/// <summary>A folder with the images below it and the folders in it, two levels deep: splits and classes.</summary>
internal sealed class ImageTree
{
    private const int Levels = 2;

    private readonly SortedDictionary<string, ImageTree> _folders = new(StringComparer.Ordinal);
    private readonly List<string> _images = [];

    private ImageTree(string path) => Path = path;

    public string Path { get; }

    public string Name => System.IO.Path.GetFileName(Path);

    /// <summary>The folders in it, in ordinal order, also those without images; none of those that Transfer has written.</summary>
    public IReadOnlyCollection<ImageTree> Folders => _folders.Values;

    /// <summary>The names of the folders in it that have images.</summary>
    public IEnumerable<string> FoldersWithImages => _folders.Values.Where(f => f.Images.Count > 0).Select(f => f.Name);

    /// <summary>The paths of all images below it, in ordinal order.</summary>
    public IReadOnlyList<string> Images => _images;

    /// <summary>How many images lie in the folder itself.</summary>
    public int OwnImages { get; private set; }

    /// <summary>The files below the folders in it that are not read.</summary>
    public FileEndings Others { get; } = new();

    /// <summary>The links that are not followed and the folders that are not read, a sentence each.</summary>
    public List<string> Notes { get; } = [];

    public ImageTree? Folder(string name) => _folders.GetValueOrDefault(name);

    /// <summary>Lists a folder. Links are followed, each loop of them once.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="IOException">A folder in it cannot be read.</exception>
    public static ImageTree Read(string folder)
    {
        var root = new ImageTree(folder);
        var unused = new HashSet<string>(StringComparer.Ordinal);
        foreach (var file in new FolderListing(folder, followLinks: true).Files())
        {
            if (file.Fault?.Name == FileOutcome.UnreadableName)
            {
                throw Unreadable(file);
            }

            if (ImageLoader.IsImageFile(file.Relative) && file.Fault != FileOutcome.OutputFolder)
            {
                // What is wrong with the others is said of each when it is opened.
                root.Add(file.Relative, System.IO.Path.Combine(folder, file.Relative));
            }
            else if (file.Fault == FileOutcome.OtherFile)
            {
                root.AddOther(file.Relative);
            }
            else if (file.Fault is { } fault)
            {
                unused.Add(file.Relative);
                root.Notes.Add($"Not read: '{file.Relative}': {fault.Detail}.");
            }
        }

        root.AddEmpty("", unused, Levels);
        return root;
    }

    /// <summary>The fault of a folder without which images would be missing.</summary>
    internal static IOException Unreadable(ListedFile folder) => new($"The folder '{folder.Path}' cannot be read: "
        + $"{folder.Fault!.Detail.TrimEnd('.')}. Its images would be missing; change its permissions or move it elsewhere.");

    private void Add(string relative, string path)
    {
        var parts = relative.Split('/');
        var tree = this;
        for (var level = 0; ; level++)
        {
            tree._images.Add(path);
            if (level == parts.Length - 1)
            {
                tree.OwnImages++;
                return;
            }

            if (level == Levels)
            {
                return;
            }

            tree = tree.GetOrAdd(parts[level]);
        }
    }

    private void AddOther(string relative)
    {
        if (relative.Split('/') is [var first, _, ..])
        {
            GetOrAdd(first).Others.Add(relative);
        }
    }

    /// <summary>Adds the folders that the listing of files does not show. One that only has what is not used stays out.</summary>
    private void AddEmpty(string relative, HashSet<string> unused, int levels)
    {
        foreach (var name in Directory.EnumerateDirectories(Path).Select(d => System.IO.Path.GetFileName(d)))
        {
            var below = relative + name;
            var isEmpty = Folder(name) is not { Images.Count: > 0 };
            if (FolderListing.IsLeftOut(name) || (isEmpty && (IsOutput(System.IO.Path.Combine(Path, name))
                || unused.Any(u => u == below || u.StartsWith(below + "/", StringComparison.Ordinal)))))
            {
                _folders.Remove(name);
            }
            else
            {
                var folder = GetOrAdd(name);
                if (levels > 1)
                {
                    folder.AddEmpty(below + "/", unused, levels - 1);
                }
            }
        }
    }

    /// <summary>Whether a folder without images is one of runs or a cache.</summary>
    private static bool IsOutput(string path) => System.IO.Path.GetFileName(path) == "runs"
        || (Directory.Exists(CacheFolder.FeaturesOf(path)) && CacheFolder.HasIndexes(path));

    private ImageTree GetOrAdd(string name)
    {
        if (!_folders.TryGetValue(name, out var folder))
        {
            _folders[name] = folder = new ImageTree(System.IO.Path.Combine(Path, name));
        }

        return folder;
    }
}
