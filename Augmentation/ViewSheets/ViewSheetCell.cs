namespace Transfer.Augmentation;

/// <summary>One image on a sheet.</summary>
/// <param name="Rgba">Its pixels, square and opaque.</param>
/// <param name="Caption">The lines below it.</param>
internal sealed record ViewSheetCell(byte[] Rgba, List<string> Caption);
