namespace Transfer.Demo;

/// <summary>One image of a contact sheet.</summary>
/// <param name="Path">The image's file. One that cannot be read leaves its cell empty.</param>
/// <param name="Caption">The text below it: up to two lines, broken at spaces or at a line feed, cut with an ellipsis.</param>
/// <param name="IsCorrect">Whether the prediction is right: a green frame, or else a red one.</param>
internal sealed record ContactSheetImage(string Path, string Caption, bool IsCorrect);
