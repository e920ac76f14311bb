namespace Transfer.Pipeline;

/// <summary>What was done with the marks of an audit.</summary>
/// <param name="UndoFile">The file with which it is undone; null where nothing was to be done.</param>
/// <param name="Deleted">The number of images that were moved into the quarantine.</param>
/// <param name="Relabelled">The number of images that were moved into the folder of another class.</param>
/// <param name="Moved">The number of images that were moved to another split.</param>
/// <param name="Missing">The marked images that are not there any more, and were left out.</param>
public sealed record AuditApplyResult(string? UndoFile, int Deleted, int Relabelled, int Moved, IReadOnlyList<string> Missing)
{
    /// <summary>What was assumed, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}
