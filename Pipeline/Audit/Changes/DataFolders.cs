namespace Transfer.Pipeline.Audit;

/// <summary>The folders of classes and splits of a data folder.</summary>
/// <param name="Classes">The names of the classes.</param>
/// <param name="Splits">The name of the folder of each split; empty where there are no splits.</param>
internal sealed record DataFolders(IReadOnlySet<string> Classes, IReadOnlyDictionary<string, string> Splits)
{
    /// <summary>Finds them as training does.</summary>
    /// <exception cref="InvalidDataException">It is not clear which folders are splits and which are classes.</exception>
    public static DataFolders Of(string data)
    {
        var found = SplitFolders.Of(ImageTree.Read(data));
        (string Split, ImageTree? Folder)[] splits =
            [(SplitNames.Train, found.Train), (SplitNames.Validation, found.Validation), (SplitNames.Test, found.Test)];
        var hasSplits = Path.GetFullPath(found.Train.Path) != Path.GetFullPath(data);
        return new DataFolders(
            found.Train.Folders.Select(f => f.Name).ToHashSet(),
            splits.Where(s => hasSplits && s.Folder is not null).ToDictionary(s => s.Split, s => s.Folder!.Name));
    }
}
