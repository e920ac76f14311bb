namespace Transfer.Pipeline.Data;

/// <summary>Which folders of a data folder are its splits, and which are its classes. What could be either is refused.</summary>
/// <param name="Train">The folder of the class folders to train on; the data folder itself where there are no splits.</param>
/// <param name="Validation">The folder of the class folders to validate with; null where part of the training images is used.</param>
/// <param name="Test">The folder of the class folders to test with; null where there is none.</param>
/// <param name="Notes">What is not used and what is assumed, a sentence each.</param>
internal sealed record SplitFolders(ImageTree Train, ImageTree? Validation, ImageTree? Test, IReadOnlyList<string> Notes)
{
    /// <summary>The splits that have a folder of their own, in words; empty where there are none.</summary>
    public string Description { get; private init; } = "";

    /// <exception cref="InvalidDataException">It is not clear what the folders are; the message says why.</exception>
    public static SplitFolders Of(ImageTree root)
    {
        ImageTree[] all = [.. root.Folders.Where(f => f.Images.Count > 0)];
        return Only(SplitNames.Train, all.Where(f => f.FoldersWithImages.Any())) is { } train
            ? OfSplits(root, train, all)
            : OfClassesAlone(root, all);

        ImageTree? Only(string split, IEnumerable<ImageTree> folders) => SplitFolders.Only(root, split, folders);
    }

    private static SplitFolders OfSplits(ImageTree root, ImageTree train, ImageTree[] all)
    {
        var validation = Only(root, SplitNames.Validation, all);
        var test = Only(root, SplitNames.Test, all);
        if (validation is not null && !validation.FoldersWithImages.Any())
        {
            throw new InvalidDataException($"'{validation.Path}' holds {validation.Images.Count:N0} images and no class folders; expected "
                + $"a folder per class, as in '{train.Path}'. Sort its images into such folders, or move it elsewhere.");
        }

        var (tested, notes) = (test?.FoldersWithImages.Any() == true ? test : null, new List<string>(root.Notes));
        foreach (var other in all.Where(f => f != train && f != validation && f != tested))
        {
            var why = other == test ? ", because it has no class folders" : "";
            notes.Add($"Not used: the {other.Images.Count:N0} images in '{other.Name}' beside '{train.Name}'{why}.");
        }

        ImageTree[] used = [.. new[] { train, validation, tested }.OfType<ImageTree>()];
        foreach (var folder in used.Prepend(root).Where(f => f.OwnImages > 0))
        {
            notes.Add($"Not used: {folder.OwnImages:N0} images directly in '{folder.Path}', in no class folder.");
        }

        AddEndings(notes, used);
        return new SplitFolders(train, validation, tested, notes)
        {
            Description = SplitNames.Describe([.. used.Select(f => f.Name)]),
        };
    }

    private static SplitFolders OfClassesAlone(ImageTree root, ImageTree[] all)
    {
        ThrowIfAlike(all);
        ThrowIfCopy(root, all);
        ImageTree[] splits = [.. all.Where(f => SplitNames.Of(f.Name) is not null)];
        if (splits.Length > 0 && splits.Length == all.Length)
        {
            var look = splits.Length == 1
                ? $"'{splits[0].Name}' looks like a split, not a class" : $"{Names(splits)} look like splits, not classes";
            throw new InvalidDataException($"{look}, and '{root.Path}' has no folder 'train' with class folders. Put the images to train "
                + "on into such a folder, a folder per class, or give the classes as a target table.");
        }

        var notes = new List<string>(root.Notes);
        foreach (var split in splits)
        {
            // Test images often have no classes; a class that is called so is rare where there are two others.
            if (split.OwnImages == 0 || (SplitNames.Of(split.Name) == SplitNames.Test && all.Length - splits.Length > 1))
            {
                throw new InvalidDataException($"'{split.Name}' in '{root.Path}' could be a split or a class, and there is no folder "
                    + $"'train' beside it. Move the class folders into 'train', or '{split.Name}' out of '{root.Path}'; "
                    + "if it is a class, rename it.");
            }

            notes.Add($"'{split.Name}' is taken as a class, because it holds images and there is no folder 'train' with class folders.");
        }

        if (root.OwnImages > 0)
        {
            notes.Add($"Not used: {root.OwnImages:N0} images directly in '{root.Path}', in no class folder.");
        }

        AddEndings(notes, root.Folders);
        return new SplitFolders(root, null, null, notes);
    }

    private static ImageTree? Only(ImageTree root, string split, IEnumerable<ImageTree> folders)
    {
        ImageTree[] found = [.. folders.Where(f => SplitNames.Of(f.Name) == split)];
        return found.Length <= 1 ? found.FirstOrDefault() : throw new InvalidDataException(
            $"{Names(found)} in '{root.Path}' look like {split} images; expected one such folder. "
            + "Move the other elsewhere, or put the images into one of them.");
    }

    /// <summary>Classes do not hold the same folders; splits do.</summary>
    private static void ThrowIfAlike(ImageTree[] all)
    {
        var holders = all.Where(f => f.OwnImages == 0)
            .SelectMany(f => f.FoldersWithImages, (folder, name) => (Folder: folder, Name: name))
            .ToLookup(f => f.Name, f => f.Folder, StringComparer.OrdinalIgnoreCase);
        var pairs = holders.Where(h => h.Count() > 1).ToList();
        var alike = pairs.SelectMany(h => h).GroupBy(f => f).Where(g => g.Count() > 1).Select(g => g.Key).ToArray();
        if (alike.Length > 1)
        {
            string[] shared = [.. pairs.Where(h => h.Count(alike.Contains) > 1).Select(h => h.Key).Order(StringComparer.Ordinal)];
            throw new InvalidDataException(shared.All(name => SplitNames.Of(name) is not null)
                ? $"{Names(alike)} hold the folders {string.Join(" and ", shared)}; expected the splits above the classes, such as "
                    + $"{System.IO.Path.Combine(shared[0], alike[0].Name)}. Move them."
                : $"{Names(alike)} look like splits, not classes: they hold the same folders, such as "
                    + $"{string.Join(", ", shared.Take(3))}. Rename them to train, validation and test, or give one of them; if they are "
                    + "classes, give these as a target table.");
        }
    }

    /// <summary>Nor does a class hold the folders that lie beside it.</summary>
    private static void ThrowIfCopy(ImageTree root, ImageTree[] all)
    {
        var names = all.Select(f => f.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var folder in all.Where(f => f.OwnImages == 0))
        {
            string[] shared = [.. folder.FoldersWithImages.Where(names.Contains)];
            if (shared.Length > 1)
            {
                throw new InvalidDataException($"'{folder.Name}' looks like a split, not a class: it holds the folders "
                    + $"{string.Join(", ", shared.Take(3))}, as '{root.Path}' does. Move those beside it into a folder 'train', or "
                    + $"'{folder.Name}' elsewhere.");
            }
        }
    }

    private static void AddEndings(List<string> notes, IEnumerable<ImageTree> folders)
    {
        var endings = new FileEndings();
        foreach (var folder in folders)
        {
            endings.Add(folder.Others);
        }

        if (endings.Sentence.Length > 0)
        {
            notes.Add(endings.Sentence);
        }
    }

    private static string Names(ImageTree[] folders)
    {
        string[] names = [.. folders.Take(4).Select(f => $"'{f.Name}'")];
        return folders.Length > names.Length
            ? $"{string.Join(", ", names)} and {folders.Length - names.Length} others"
            : $"{string.Join(", ", names[..^1])} and {names[^1]}";
    }
}
