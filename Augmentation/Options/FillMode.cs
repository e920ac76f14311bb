namespace Transfer.Augmentation;

/// <summary>The values of positions beside the image. The letters show a row <c>abcd</c> and the values on both sides of it.</summary>
public enum FillMode
{
    /// <summary><c>aaaa|abcd|dddd</c>: the colour of the edge is repeated. Keras' default.</summary>
    Nearest,

    /// <summary><c>dcba|abcd|dcba</c>: the image is mirrored at its edge.</summary>
    Reflect,

    /// <summary>
    /// <c>abcd|abcd|abcd</c>: the image is repeated. Keras repeats after one pixel less, so that the first and the last pixel overlap.
    /// </summary>
    Wrap,

    /// <summary><c>kkkk|abcd|kkkk</c>: one value, <see cref="AugmentationOptions.Cval"/>.</summary>
    Constant,
}
