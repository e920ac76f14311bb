namespace Transfer.Models.Export;

/// <summary>What an exported file takes.</summary>
public enum ModelInput
{
    /// <summary>
    /// Images of any size as they are decoded: <c>image</c>, bytes <c>[N, H, W, 3]</c>, RGB. The file resizes and normalises them.
    /// </summary>
    Image,

    /// <summary>Images that are resized and normalised already: floats <c>[N, 3, ImageSize, ImageSize]</c>.</summary>
    Tensor,
}
