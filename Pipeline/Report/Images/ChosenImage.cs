namespace Transfer.Pipeline.Report;

/// <summary>A validation image chosen for the report.</summary>
/// <param name="Index">The row of the predictions.</param>
/// <param name="Output">The output that the heat map explains.</param>
/// <param name="Rises">Whether the heat map shows what increases the output; otherwise what decreases it.</param>
/// <param name="Caption">The target and the prediction, in words.</param>
internal sealed record ChosenImage(int Index, int Output, bool Rises, string Caption);
