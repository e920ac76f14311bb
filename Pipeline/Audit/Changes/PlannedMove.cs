namespace Transfer.Pipeline.Audit;

/// <summary>The move of an image.</summary>
/// <param name="From">The path of the image.</param>
/// <param name="To">Its new path, where nothing is yet.</param>
/// <param name="Kind">Why it moves.</param>
internal sealed record PlannedMove(string From, string To, MarkKind Kind);
