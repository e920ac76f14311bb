namespace Transfer.Augmentation;

/// <summary>What lies beside the image.</summary>
/// <param name="Mode">The way of filling.</param>
/// <param name="Value">What <see cref="FillMode.Constant"/> fills with.</param>
/// <param name="OverlappingWrap">Repeats after one pixel less than the image has, as SciPy and so Keras do.</param>
internal readonly record struct Filling(FillMode Mode, float Value, bool OverlappingWrap = false);
