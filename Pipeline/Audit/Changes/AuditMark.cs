namespace Transfer.Pipeline.Audit;

/// <summary>What is to be done with an image.</summary>
internal enum MarkKind
{
    Delete,
    Relabel,
    Move,
}

/// <summary>A mark of an image.</summary>
/// <param name="Path">The image relative to the data folder.</param>
/// <param name="Kind">What is to be done.</param>
/// <param name="Target">The new class or split; empty for an image to be deleted.</param>
/// <param name="Class">The class that the table has for it.</param>
/// <param name="Place">Where the mark is, as the subject of a sentence.</param>
internal sealed record AuditMark(string Path, MarkKind Kind, string Target, string Class, string Place);
