namespace Transfer.Pipeline.Audit;

/// <summary>The marks of a table, one for each image.</summary>
/// <param name="Marks">The marks.</param>
/// <param name="Notes">What is assumed, a sentence each.</param>
internal sealed record AuditMarks(IReadOnlyList<AuditMark> Marks, IReadOnlyList<string> Notes)
{
    private const string RelabelPrefix = "relabel:";
    private const string MovePrefix = "move:";

    /// <summary>Reads a table.</summary>
    /// <param name="data">The data folder, whose folders are the classes and splits.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The table is no audit, or has a mark that cannot be followed.</exception>
    public static AuditMarks Read(string path, string data)
    {
        var table = CsvTable.Read(path);
        var isMarked = table.Columns.Contains(AuditCsv.Action);
        var (names, classes) = (table.Texts("path"), table.Texts("class"));
        var texts = table.Texts(isMarked ? AuditCsv.Action : "proposed");
        var folders = DataFolders.Of(data);
        var marks = new List<AuditMark>();
        for (var row = 0; row < table.Count; row++)
        {
            if (texts[row].Trim() is { Length: > 0 } text && names[row].Length > 0)
            {
                marks.Add(Parse(text, names[row], classes[row], folders, table.Place(row)));
            }
        }

        var several = marks.GroupBy(m => m.Path).Where(g => g.Select(m => (m.Kind, m.Target)).Distinct().Count() > 1).ToArray();
        if (isMarked && several.FirstOrDefault()?.ToArray() is { } two)
        {
            throw new InvalidDataException($"'{two[0].Path}' is marked in two ways, by {two[0].Place} and {two[1].Place}; expected one.");
        }

        string[] notes =
        [
            .. isMarked ? [] : (string[])[$"'{path}' has no column '{AuditCsv.Action}', so all that is proposed is done."],
            .. several.Length == 0 ? [] : (string[])
                [$"{several.Length:N0} images have several proposals; to remove an image goes before another class."],
        ];
        return new AuditMarks([.. marks.GroupBy(m => m.Path).Select(g => g.OrderBy(m => m.Kind).First())], notes);
    }

    private static AuditMark Parse(string text, string name, string label, DataFolders folders, string place)
    {
        var (kind, target) = text switch
        {
            AuditFinding.Delete => (MarkKind.Delete, ""),
            _ when text.StartsWith(RelabelPrefix, StringComparison.Ordinal) => (MarkKind.Relabel, text[RelabelPrefix.Length..]),
            _ when text.StartsWith(MovePrefix, StringComparison.Ordinal) => (MarkKind.Move, text[MovePrefix.Length..]),
            _ when folders.Classes.Contains(text) => (MarkKind.Relabel, text),
            _ when SplitNames.Of(text) is not null => (MarkKind.Move, text),
            _ => throw Unknown(),
        };
        return (kind == MarkKind.Relabel && !folders.Classes.Contains(target)) || (kind == MarkKind.Move && SplitNames.Of(target) is null)
            ? throw Unknown()
            : new AuditMark(name, kind, target, label, place);

        InvalidDataException Unknown() => new($"{place} has the mark '{text}'; expected '{AuditFinding.Delete}', a class "
            + $"({string.Join(", ", folders.Classes.Take(5))}), or a split "
            + $"({SplitNames.Train}, {SplitNames.Validation}, {SplitNames.Test}).");
    }
}
