namespace Transfer.Pipeline.Audit;

/// <summary>Plans where marked images go; no name is taken twice, and nothing that is there is replaced.</summary>
internal sealed class MovePlan(string data, string quarantine)
{
    private readonly string _data = Path.GetFullPath(data);
    private readonly string _quarantine = Path.GetFullPath(quarantine);
    private readonly DataFolders _folders = DataFolders.Of(data);
    private readonly HashSet<string> _taken = [];

    /// <summary>The moves, and the names of images that are not there.</summary>
    /// <exception cref="InvalidDataException">An image lies elsewhere than the mark needs.</exception>
    public (IReadOnlyList<PlannedMove> Moves, IReadOnlyList<string> Missing) Of(IReadOnlyList<AuditMark> marks)
    {
        var (moves, missing) = (new List<PlannedMove>(), new List<string>());
        foreach (var mark in marks)
        {
            var from = Path.GetFullPath(Path.Combine(_data, mark.Path));
            // A table from elsewhere must not move other files.
            if (!from.StartsWith(Path.TrimEndingDirectorySeparator(_data) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"{mark.Place} has the path '{mark.Path}', which leaves '{data}'; expected images in it.");
            }

            if (!File.Exists(from))
            {
                missing.Add(mark.Path);
                continue;
            }

            var to = Target(mark);
            if (to != from)
            {
                moves.Add(new PlannedMove(from, Free(to), mark.Kind));
            }
        }

        return (moves, missing);
    }

    private string Target(AuditMark mark)
    {
        var parts = mark.Path.Split('/');
        if (mark.Kind == MarkKind.Delete)
        {
            return Path.Combine([_quarantine, .. parts]);
        }

        // Folders of splits come before those of classes.
        var place = _folders.Splits.Count > 0 ? 1 : 0;
        if (parts.Length < place + 2 || parts[place] != mark.Class)
        {
            throw new InvalidDataException($"{mark.Place} gives '{mark.Path}' the class '{mark.Class}', and it does not lie in the folder "
                + "of that class. Where a table has the classes, change them there.");
        }

        if (mark.Kind == MarkKind.Relabel)
        {
            parts[place] = mark.Target;
        }
        else if (place == 0)
        {
            throw new InvalidDataException($"{mark.Place} moves '{mark.Path}' to '{mark.Target}', and '{data}' has no splits. Put the "
                + $"class folders into a folder '{SplitNames.Train}' first.");
        }
        else
        {
            var split = SplitNames.Of(mark.Target)!;
            parts[0] = _folders.Splits.GetValueOrDefault(split, split);
        }

        return Path.Combine([_data, .. parts]);
    }

    /// <summary>The path, or one with a number where something is there.</summary>
    private string Free(string path)
    {
        var free = path;
        for (var number = 2; Path.Exists(free) || !_taken.Add(free); number++)
        {
            free = Path.Combine(Path.GetDirectoryName(path)!, FormattableString.Invariant(
                $"{Path.GetFileNameWithoutExtension(path)}-{number}{Path.GetExtension(path)}"));
        }

        return free;
    }
}
