namespace Transfer.Augmentation;

/// <summary>How an image of any shape becomes a square.</summary>
public enum ResizeMode
{
    /// <summary>Both sides are resized to the target, whatever the proportions of the image are. Keras' default.</summary>
    Stretch,

    /// <summary>The shortest side is resized to the target and the middle is kept, so that the long ends are lost.</summary>
    Crop,
}
