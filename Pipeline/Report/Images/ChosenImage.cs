namespace Transfer.Pipeline;

/// <summary>A validation image worth a look.</summary>
/// <param name="Index">Its row in the predictions.</param>
/// <param name="Output">The output that is explained.</param>
/// <param name="Rises">Whether what makes that output high is shown, and not what makes it low.</param>
/// <param name="Caption">What is true and what the model says.</param>
internal sealed record ChosenImage(int Index, int Output, bool Rises, string Caption);
