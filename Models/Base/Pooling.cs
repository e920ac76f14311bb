namespace Transfer.Models;

/// <summary>How the feature map or the tokens at the end of the base become a row; <c>pooling</c> in Keras.</summary>
public enum Pooling
{
    /// <summary>The whole map, flattened to <c>[C * H * W]</c> before the head.</summary>
    None,

    /// <summary>The mean over height and width, or over all tokens: <c>[C]</c>.</summary>
    Average,

    /// <summary>The maximum over height and width, or over all tokens: <c>[C]</c>.</summary>
    Max,

    /// <summary>The first of the tokens, which transformers use as the class token: <c>[C]</c>.</summary>
    Token,

    /// <summary>
    /// <see cref="Average"/> for a feature map; for tokens what the network's own head does, <see cref="CutPoint.TokenPooling"/>.
    /// </summary>
    Auto,

    /// <summary><see cref="Average"/> and <see cref="Max"/> one after the other: <c>[2C]</c>.</summary>
    AverageMax,
}
