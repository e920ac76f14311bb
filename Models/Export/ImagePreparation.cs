namespace Transfer.Models.Export;

/// <summary>How an exported file makes the input of its network from an image: value = (pixel - mean) / std, as a square.</summary>
/// <remarks>Images are resized with the triangle filter of Pillow's <c>BILINEAR</c>, in floats.</remarks>
public sealed record ImagePreparation
{
    /// <summary>The mean, which is subtracted, of the three planes of the network in their order; pixels are 0 to 255.</summary>
    public required IReadOnlyList<float> Mean { get; init; }

    /// <summary>The standard deviation, the divisor, of the three planes of the network in their order; above 0.</summary>
    public required IReadOnlyList<float> Std { get; init; }

    /// <summary>Whether the planes of the network are blue, green, red. Default false: red, green, blue.</summary>
    public bool IsBgr { get; init; }

    /// <summary>
    /// Whether the shortest side is resized and the middle of the longest is kept. Default false: both sides are resized.
    /// </summary>
    public bool IsCropped { get; init; }
}
