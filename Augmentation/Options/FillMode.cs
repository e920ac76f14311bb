namespace Transfer.Augmentation;

/// <summary>What is seen where a transformed image leaves a gap. The letters show a row <c>abcd</c> and what lies beside it.</summary>
public enum FillMode
{
    /// <summary><c>aaaa|abcd|dddd</c>: the colour of the edge goes on. Keras' default.</summary>
    Nearest,

    /// <summary><c>dcba|abcd|dcba</c>: the image is mirrored at its edge.</summary>
    Reflect,

    /// <summary>
    /// <c>abcd|abcd|abcd</c>: the image is repeated. Keras repeats after one pixel less, so that the first and the last one lie on each
    /// other.
    /// </summary>
    Wrap,

    /// <summary><c>kkkk|abcd|kkkk</c>: one value, <see cref="AugmentationOptions.Cval"/>.</summary>
    Constant,
}
