namespace Transfer.Augmentation;

/// <summary>One image of a contact sheet.</summary>
/// <param name="Path">The image's file. One that cannot be read leaves its cell empty.</param>
/// <param name="Caption">What stands below it: up to two lines, broken at spaces or at a line feed, cut with an ellipsis.</param>
/// <param name="Mark">The colour of its frame.</param>
public sealed record ContactSheetImage(string Path, string Caption, ImageMark Mark = ImageMark.None);
