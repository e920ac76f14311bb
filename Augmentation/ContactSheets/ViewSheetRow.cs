namespace Transfer.Augmentation;

/// <summary>A picture and its views on a sheet.</summary>
/// <param name="Cells">The picture itself first.</param>
/// <param name="Lines">How many lines the longest caption has.</param>
internal sealed record ViewSheetRow(List<ViewSheetCell> Cells, int Lines);
