namespace Transfer.Cli;

/// <summary>Shows an audit, and what was done with its marks.</summary>
internal static class AuditDisplay
{
    private const int MostRows = 10;
    private const int ShortestName = 16;

    /// <returns>The exit code.</returns>
    public static int Show(TransferProgram program, bool asJson, AuditResult result)
    {
        program.Write(asJson, result, output => Show(program, output, result));
        return ExitCodes.Done;
    }

    /// <inheritdoc cref="Show(TransferProgram, bool, AuditResult)"/>
    public static int Show(TransferProgram program, bool asJson, AuditApplyResult result)
    {
        foreach (var note in result.Notes)
        {
            program.Remarks.WriteLine(note);
        }

        program.Write(asJson, result, output =>
        {
            output.WriteLine(result.UndoFile is null ? "Nothing is marked, so nothing was moved."
                : $"Moved: {result.Deleted:N0} into the quarantine, {result.Relabelled:N0} to another class, {result.Moved:N0} to another "
                    + "split.");
            if (result.Missing.Count > 0)
            {
                output.WriteLine($"Not there any more, and left out: {result.Missing.Count:N0}, such as '{result.Missing[0]}'.");
            }

            if (result.UndoFile is not null)
            {
                output.WriteLine($"Undo file: {result.UndoFile}");
                program.Remarks.WriteLine($"Undo with: transfer audit --undo {result.UndoFile}");
            }
        });
        return ExitCodes.Of(result.Missing.Count);
    }

    private static void Show(TransferProgram program, TextWriter output, AuditResult result)
    {
        foreach (var line in result.Summary.SelectMany(sentence => TextWidth.Wrap(sentence, program.Width, indent: 2)))
        {
            output.WriteLine(line);
        }

        AuditFinding[] labels = [.. result.Of(FindingKind.Label).Where(f => f.Proposed.Length > 0)];
        if (labels.Length > 0)
        {
            var count = labels.Length > MostRows ? $", {MostRows} of {labels.Length:N0}" : "";
            output.WriteLine($"Labels that are most probably wrong{count}:");
            new TextTable(
                [
                    new("image", 100) { Least = ShortestName },
                    new("class", 80),
                    new("proposed", 90),
                    new("probability", 70) { IsNumber = true },
                ],
                [.. labels.Take(MostRows).Select(f => (string[])[f.Path, f.Class, f.Proposed, $"{f.Score:F3}"])])
                .Write(output, program.Remarks, program.Width);
        }

        if (result.Folder is { } folder)
        {
            output.WriteLine($"Page: {Path.Combine(folder, "audit.html")}");
            output.WriteLine($"Table: {Path.Combine(folder, "audit.csv")}");
            program.Remarks.WriteLine("Look at the page, mark images, save the table, and apply it: transfer audit "
                + $"{result.Data} --apply audit.csv");
        }
    }
}
