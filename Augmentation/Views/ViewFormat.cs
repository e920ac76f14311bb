namespace Transfer.Augmentation;

/// <summary>The form of a network's views: the same for all images.</summary>
/// <param name="Width">The width of a view in pixels.</param>
/// <param name="Height">The height of a view in pixels.</param>
/// <param name="Resize">How the image becomes the view.</param>
/// <param name="Fill">The values of positions beside the image.</param>
/// <param name="Normalisation">The last step, from pixels to the network's values.</param>
internal readonly record struct ViewFormat(int Width, int Height, ResizeMode Resize, BorderFill Fill, Normalisation Normalisation);
