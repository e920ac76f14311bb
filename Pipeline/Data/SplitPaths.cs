namespace Transfer.Pipeline.Data;

/// <summary>The splits of images that a table names, by the first folder of their paths.</summary>
internal static class SplitPaths
{
    /// <param name="folder">The folder that paths are relative to.</param>
    /// <param name="table">The name of the table.</param>
    /// <param name="paths">The paths in the table.</param>
    /// <returns>
    /// The split of each path, which is <c>train</c> for all where there are no splits; what the splits were taken from, to be added to a
    /// description; and what is assumed, a sentence each.
    /// </returns>
    /// <exception cref="InvalidDataException">It is not clear what the folders are.</exception>
    public static (IReadOnlyList<string> Splits, string Description, IReadOnlyList<string> Notes) Of(
        string folder, string table, IReadOnlyList<string> paths)
    {
        string[] first = [.. FirstFolders(folder, paths)];
        string[] folders = [.. first.Where(f => SplitNames.Of(f) is not null).Distinct().Order(StringComparer.Ordinal)];
        var named = folders.ToLookup(f => SplitNames.Of(f)!);
        if (named.FirstOrDefault(n => n.Count() > 1) is { } twice)
        {
            throw new InvalidDataException($"'{table}' has paths in '{string.Join("' and '", twice)}', which look like {twice.Key} "
                + "images; expected one such folder.");
        }

        if (!named.Contains(SplitNames.Train))
        {
            // All in one folder is no split, whatever its name is.
            return folders.Length == 0 || first.All(f => f == folders[0]) ? ([.. first.Select(_ => SplitNames.Train)], "", [])
                : throw new InvalidDataException(
                $"'{table}' has paths in '{string.Join("' and '", folders)}' and none in 'train'. Put the images to train on into a folder "
                + "'train', or rename the others if they are no splits.");
        }

        string[] order = [.. new[] { SplitNames.Train, SplitNames.Validation, SplitNames.Test }.SelectMany(split => named[split])];
        string[] others = [.. first.Where(f => SplitNames.Of(f) is null)];
        string[] notes = others.Length == 0 ? [] :
            [$"{others.Length:N0} images of '{table}' lie in no folder of a split and are trained on, such as those in "
                + $"'{(others[0].Length == 0 ? folder : others[0])}'."];
        return ([.. first.Select(f => SplitNames.Of(f) ?? SplitNames.Train)], $", split by {SplitNames.Describe(order)}", notes);
    }

    /// <summary>The first folder of each path after those that all have in common; empty for an image in the folder itself.</summary>
    private static IEnumerable<string> FirstFolders(string folder, IReadOnlyList<string> paths)
    {
        var root = Path.GetFullPath(folder);
        string[][] parts = [.. paths.Select(path => Path.GetRelativePath(root, Path.GetFullPath(path, root))
            .Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))];
        var common = 0;
        while (parts.All(p => p.Length > common + 1 && p[common] == parts[0][common] && SplitNames.Of(p[common]) is null))
        {
            common++;
        }

        return parts.Select(p => p.Length > common + 1 ? p[common] : "");
    }
}
