namespace Transfer.Augmentation;

/// <summary>How a picture becomes a square.</summary>
public enum ResizeMode
{
    /// <summary>Both sides are resized; the whole picture stays, its proportions do not. Keras' default.</summary>
    Stretch,

    /// <summary>The shortest side is resized and the centre is kept; proportions stay, the borders do not.</summary>
    Crop,
}
