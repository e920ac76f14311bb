using SkiaSharp;

namespace Transfer.Augmentation;

/// <summary>One picture on a sheet.</summary>
/// <param name="Picture">What is drawn; whoever draws it disposes of it.</param>
/// <param name="Caption">The lines below it.</param>
internal sealed record ViewSheetCell(SKImage Picture, List<string> Caption);
