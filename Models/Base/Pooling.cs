namespace Transfer.Models;

/// <summary>What becomes of a feature map <c>[C, H, W]</c> at the end of the base; Keras' <c>pooling</c>.</summary>
public enum Pooling
{
    /// <summary>The whole map, flattened to <c>[C * H * W]</c> before the head.</summary>
    None,

    /// <summary>The mean over height and width: <c>[C]</c>.</summary>
    Average,

    /// <summary>The largest value over height and width: <c>[C]</c>.</summary>
    Max,
}
