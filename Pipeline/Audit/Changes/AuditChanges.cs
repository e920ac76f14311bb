namespace Transfer.Pipeline;

/// <summary>Applies what a person marked in an audit. Files are moved and never deleted, and all moves can be undone.</summary>
public static class AuditChanges
{
    /// <summary>
    /// Moves marked images: those to be deleted into a quarantine, others into the folder of their new class or split. What moves where is
    /// written into an undo file before the first one moves.
    /// </summary>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">A file or folder is missing or cannot be moved; the undo file has what was moved before.</exception>
    /// <exception cref="InvalidDataException">The table has a mark that cannot be followed; nothing was moved.</exception>
    /// <example>
    /// <code>
    /// var changes = AuditChanges.Apply(new AuditApplyOptions { Table = "audit/audit.csv" });
    /// AuditChanges.Undo(changes.UndoFile!);
    /// </code>
    /// </example>
    public static AuditApplyResult Apply(AuditApplyOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var data = options.Data ?? AuditFolder.DataBeside(options.Table) ?? throw new FileNotFoundException(
            $"There is no '{AuditFolder.ResultName}' beside '{options.Table}', which would name the images' folder. Give the data folder.");
        if (!Directory.Exists(data))
        {
            throw new DirectoryNotFoundException($"There is no folder '{data}', whose images the table is about. Give the data folder.");
        }

        var table = AuditMarks.Read(options.Table, data);
        var quarantine = options.Quarantine ?? $"{Path.TrimEndingDirectorySeparator(Path.GetFullPath(data))}-quarantine";
        var (moves, missing) = new MovePlan(data, quarantine).Of(table.Marks);
        var undo = moves.Count == 0 ? null : UndoFile.Create(quarantine, moves);
        if (undo is not null)
        {
            Move(moves, undo);
        }

        return new AuditApplyResult(undo, Of(MarkKind.Delete), Of(MarkKind.Relabel), Of(MarkKind.Move), missing) { Notes = table.Notes };

        int Of(MarkKind kind) => moves.Count(m => m.Kind == kind);
    }

    /// <summary>Moves images back to where they were; the undo file is renamed to end in <c>.done.csv</c>.</summary>
    /// <param name="undoFile">The file that <see cref="Apply"/> has written.</param>
    /// <returns>The number of images.</returns>
    /// <exception cref="IOException">An image is not where it was moved to, or something is in its place; nothing was moved.</exception>
    /// <exception cref="InvalidDataException">The file is no undo file.</exception>
    public static int Undo(string undoFile)
    {
        ArgumentNullException.ThrowIfNull(undoFile);
        return UndoFile.Undo(undoFile);
    }

    private static void Move(IReadOnlyList<PlannedMove> moves, string undo)
    {
        foreach (var (done, move) in moves.Index())
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(move.To)!);
                File.Move(move.From, move.To);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"'{move.From}' cannot be moved to '{move.To}': {exception.Message.TrimEnd('.')}. "
                    + $"{done:N0} of {moves.Count:N0} images were moved; undo that with '{undo}'.", exception);
            }
        }
    }
}
