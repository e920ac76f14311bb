using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>One image on a sheet.</summary>
/// <param name="Image">What is drawn; whoever draws it disposes of it.</param>
/// <param name="Caption">The lines below it.</param>
internal sealed record ViewSheetCell(SKImage Image, List<string> Caption);
