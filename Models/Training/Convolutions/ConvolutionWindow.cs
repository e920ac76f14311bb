namespace Transfer.Models.Training;

/// <summary>How a convolution moves over two spatial axes.</summary>
internal sealed record ConvolutionWindow
{
    public long[] Strides { get; init; } = [1, 1];

    /// <summary>The padding on both sides of each axis; none where it is transposed.</summary>
    public long[] Padding { get; init; } = [0, 0];

    public long[] Dilations { get; init; } = [1, 1];

    public long Groups { get; init; } = 1;

    public bool IsTransposed { get; init; }

    public override string ToString() => $"stride {string.Join('x', Strides)}, pad {string.Join('x', Padding)}, "
        + $"dilation {string.Join('x', Dilations)}, groups {Groups}{(IsTransposed ? ", transposed" : "")}";
}
