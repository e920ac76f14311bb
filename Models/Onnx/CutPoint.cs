namespace Transfer.Models;

/// <summary>A tensor that everything flows through: the network can be cut there into a base and what is trained above it.</summary>
public sealed record CutPoint
{
    /// <summary>The tensor's name.</summary>
    public required string Name { get; init; }

    /// <summary>The operator that computes it.</summary>
    public required string Operator { get; init; }

    /// <summary>Its shape for one picture, without the batch: <c>[C, H, W]</c> or <c>[F]</c>; empty when it does not exist at the image size.</summary>
    public required IReadOnlyList<int> Shape { get; init; }

    /// <summary>Weights below the cut.</summary>
    public required long ParametersBelow { get; init; }

    /// <summary>Weights above the cut.</summary>
    public required long ParametersAbove { get; init; }

    /// <summary>Multiply-adds per picture below the cut (convolutions and matrix products).</summary>
    public required long MultiplyAddsBelow { get; init; }

    /// <summary>Multiply-adds per picture above the cut.</summary>
    public required long MultiplyAddsAbove { get; init; }

    /// <summary>Whether this is the end of the convolutional base: Keras' <c>include_top=False</c>.</summary>
    public required bool IsDefault { get; init; }
}
