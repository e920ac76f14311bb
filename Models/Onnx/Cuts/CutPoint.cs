namespace Transfer.Models;

/// <summary>
/// A place that everything flows through: the network can be cut there into a base and what is trained above it. Nearly always one tensor;
/// networks whose cells read the two before them (NASNet) can only be cut at two at once.
/// </summary>
public sealed record CutPoint
{
    /// <summary>The tensors at the cut, usually one.</summary>
    public required IReadOnlyList<string> Tensors { get; init; }

    /// <summary>The tensor's name; names joined by <c>+</c> for several.</summary>
    public string Name => string.Join('+', Tensors);

    /// <summary>What users call the layers that begin here, such as <c>block5_conv1</c>, <c>layer4</c>, <c>block5</c>: unfreezing one of them cuts here.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The operator that computes it.</summary>
    public required string Operator { get; init; }

    /// <summary>The shape of each tensor for one image, without the batch.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Shapes { get; init; }

    /// <summary>
    /// The shape for one image, without the batch: <c>[C, H, W]</c> or <c>[F]</c>; for several tensors the length of all together; empty
    /// when it does not exist at the image size.
    /// </summary>
    public IReadOnlyList<int> Shape => Shapes.Count == 1 ? Shapes[0]
        : Shapes.Any(s => s.Count == 0) ? [] : [Shapes.Sum(s => s.Aggregate(1, (product, dim) => product * dim))];

    /// <summary>Weights below the cut.</summary>
    public required long ParametersBelow { get; init; }

    /// <summary>Weights above the cut.</summary>
    public required long ParametersAbove { get; init; }

    /// <summary>Multiply-adds per image below the cut (convolutions and matrix products).</summary>
    public required long MultiplyAddsBelow { get; init; }

    /// <summary>Multiply-adds per image above the cut.</summary>
    public required long MultiplyAddsAbove { get; init; }

    /// <summary>Whether this is the end of the convolutional base: Keras' <c>include_top=False</c>.</summary>
    public required bool IsDefault { get; init; }
}
