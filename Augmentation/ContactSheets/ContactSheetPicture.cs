namespace Transfer.Augmentation;

/// <summary>One picture of a contact sheet.</summary>
/// <param name="Path">The picture's file. One that cannot be read leaves its cell empty.</param>
/// <param name="Caption">What stands below it: up to two lines, broken at spaces or at a line feed, cut with an ellipsis.</param>
/// <param name="Mark">The colour of its frame.</param>
public sealed record ContactSheetPicture(string Path, string Caption, PictureMark Mark = PictureMark.None);
