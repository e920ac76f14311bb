namespace Transfer.Models;

/// <summary>
/// A place where all information flows through one tensor, so that the network can be cut there into a frozen part below and a trainable
/// part above. Networks whose cells read the two cells before them (NASNet) are cut at two tensors at once.
/// </summary>
public sealed record CutPoint
{
    /// <summary>The tensors at the cut, usually one.</summary>
    public required IReadOnlyList<string> Tensors { get; init; }

    /// <summary>The name of the tensor; several names are joined by <c>+</c>.</summary>
    public string Name => string.Join('+', Tensors);

    /// <summary>
    /// The names of the layers and blocks that begin right above, such as <c>block5_conv1</c>, <c>layer4</c> or <c>block5</c>: to unfreeze
    /// one of them is to cut here.
    /// </summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>The operator that computes the tensor.</summary>
    public required string Operator { get; init; }

    /// <summary>The shape of each tensor for one image, without the batch.</summary>
    public required IReadOnlyList<IReadOnlyList<int>> Shapes { get; init; }

    /// <summary>
    /// The shape for one image, without the batch: <c>[C, H, W]</c> or <c>[F]</c>; for several tensors their total length. Empty when the
    /// network does not reach this place at the image size.
    /// </summary>
    public IReadOnlyList<int> Shape => Shapes.Count == 1 ? Shapes[0] : Shapes.Any(s => s.Count == 0) ? [] : [Shapes.Sum(s => s.Product())];

    /// <summary>
    /// The axis of <see cref="Shape"/> that holds the channels, counted from 0: 0 for <c>[C, H, W]</c>, 2 for <c>[H, W, C]</c>, 1 for
    /// tokens <c>[L, C]</c>. The other axes are positions, over which features are pooled. Null where nothing in the network tells, and for
    /// several tensors.
    /// </summary>
    public int? ChannelAxis { get; init; }

    /// <summary>
    /// The names of the axes: <c>C,H,W</c>, <c>H,W,C</c>, <c>L,C</c> (L tokens) or <c>C</c>; <c>?</c> where they are not known.
    /// </summary>
    public string Axes => string.Join(',', Shape.Select((_, axis) => ChannelAxis is not { } channels || Shapes.Count > 1 ? "?"
        : axis == channels ? "C"
        : Shape.Count == 2 ? "L"
        : Shape.Count == 3 ? (axis == (channels == 0 ? 1 : 0) ? "H" : "W")
        : $"P{axis}"));

    /// <summary>
    /// What the network's own head makes of tokens at the cut: <see cref="Pooling.Token"/>, <see cref="Pooling.Average"/> or
    /// <see cref="Pooling.Max"/>. Null where there are no tokens, and where nothing in the network tells.
    /// </summary>
    public Pooling? TokenPooling { get; init; }

    /// <summary>The number of parameters below the cut.</summary>
    public required long ParametersBelow { get; init; }

    /// <summary>The number of parameters above the cut.</summary>
    public required long ParametersAbove { get; init; }

    /// <summary>Multiply-adds per image below the cut, in convolutions and matrix products.</summary>
    public required long MultiplyAddsBelow { get; init; }

    /// <summary>Multiply-adds per image above the cut, in convolutions and matrix products.</summary>
    public required long MultiplyAddsAbove { get; init; }

    /// <summary>Whether this is the end of the convolutional base (<c>include_top=False</c> in Keras).</summary>
    public required bool IsDefault { get; init; }

    /// <summary>Whether its numbers are float32, and not of another number of bits.</summary>
    internal bool IsFloat32 { get; init; } = true;
}
