namespace Transfer.Models;

/// <summary>How the feature map <c>[C, H, W]</c> at the end of the base becomes a row; <c>pooling</c> in Keras.</summary>
public enum Pooling
{
    /// <summary>The whole map, flattened to <c>[C * H * W]</c> before the head.</summary>
    None,

    /// <summary>The mean over height and width: <c>[C]</c>.</summary>
    Average,

    /// <summary>The maximum over height and width: <c>[C]</c>.</summary>
    Max,
}
