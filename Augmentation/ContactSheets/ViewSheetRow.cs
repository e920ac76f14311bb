namespace Transfer.Augmentation;

/// <summary>An image and its views on a sheet.</summary>
/// <param name="Cells">The image itself first.</param>
/// <param name="Lines">How many lines the longest caption has.</param>
internal sealed record ViewSheetRow(List<ViewSheetCell> Cells, int Lines);
