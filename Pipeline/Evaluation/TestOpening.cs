namespace Transfer.Pipeline.Evaluation;

/// <summary>The number of times the test set of a run has been evaluated.</summary>
/// <param name="Sha256">Identifies the test set: a hash of its images and their targets, in hexadecimal.</param>
/// <param name="Images">The number of images.</param>
/// <param name="Times">The number of evaluations, at least 1.</param>
public sealed record TestOpening(string Sha256, int Images, int Times)
{
    /// <summary>The number of images that are training or validation images too, byte for byte. Default 0.</summary>
    public int Seen { get; init; }

    /// <summary>A sentence about the number of evaluations and what it means for the metrics.</summary>
    public override string ToString() => this switch
    {
        { Seen: > 0 } => $"The {Images:N0} test images have been opened {(Times == 1 ? "once" : $"{Times:N0} times")} for this run, "
            + $"and the model has seen {Seen:N0} of them in training or validation, byte for byte: their figures are too good. "
            + "Remove the copies and train again.",
        { Times: 1 } => $"The {Images:N0} test images have been opened once for this run, so their figures are unbiased. "
            + "Choose nothing by them.",
        _ => $"The {Images:N0} test images have been opened {Times:N0} times for this run; "
            + "choices made after looking at test figures make later test figures too optimistic.",
    };
}
