namespace Transfer.Augmentation;

/// <summary>The colour of the frame around an image on a contact sheet.</summary>
public enum ImageMark
{
    /// <summary>Grey: nothing is said about it.</summary>
    None,

    /// <summary>Green: a right answer.</summary>
    Right,

    /// <summary>Red: a wrong answer.</summary>
    Wrong,
}
