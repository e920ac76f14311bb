namespace Transfer.Pipeline;

/// <summary>A corrected image.</summary>
/// <param name="Class">The class that it was said to be.</param>
/// <param name="Path">The file.</param>
/// <param name="Outcome">What was done.</param>
public sealed record Correction(string Class, string Path, CorrectionOutcome Outcome);
