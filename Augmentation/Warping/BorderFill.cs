namespace Transfer.Augmentation;

/// <summary>The values of positions beside the image.</summary>
/// <param name="Mode">The fill mode.</param>
/// <param name="Value">The value of <see cref="FillMode.Constant"/>, 0 to 255.</param>
/// <param name="OverlappingWrap">Repeats after one pixel less than the image has, as SciPy and so Keras do.</param>
internal readonly record struct BorderFill(FillMode Mode, float Value, bool OverlappingWrap = false);
