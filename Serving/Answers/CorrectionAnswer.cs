namespace Transfer.Serving;

/// <summary>What has become of a corrected image.</summary>
/// <param name="Class">The class that it was said to be.</param>
/// <param name="File">Its file, below the folder of corrections.</param>
/// <param name="Outcome"><c>saved</c>, <c>alreadyThere</c>, or <c>moved</c> from another class.</param>
internal sealed record CorrectionAnswer(string Class, string File, CorrectionOutcome Outcome);
