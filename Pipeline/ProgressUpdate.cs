namespace Transfer.Pipeline;

/// <summary>One report of a running pipeline: a sentence, or how far a stage has come.</summary>
/// <param name="Stage">The stage, such as <c>Extracting features</c>; also of a sentence.</param>
/// <param name="Done">How much is done.</param>
/// <param name="Total">Out of how much; 0 when this is a sentence.</param>
/// <param name="Text">The sentence, or what to show beside the progress, such as the last epoch's accuracy.</param>
public sealed record ProgressUpdate(string Stage, long Done = 0, long Total = 0, string Text = "")
{
    /// <summary>The learning curves so far, after an epoch of training; null otherwise.</summary>
    public History? History { get; init; }
}
