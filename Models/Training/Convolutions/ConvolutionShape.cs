namespace Transfer.Models.Training;

/// <summary>The shapes and settings of a convolution over two spatial axes, or of a transposed one.</summary>
/// <param name="Input"><c>[N, C, H, W]</c>.</param>
/// <param name="Weight"><c>[K, C / groups, R, S]</c>, and <c>[C, K / groups, R, S]</c> of a transposed one.</param>
/// <param name="Window">Its settings.</param>
internal sealed record ConvolutionShape(long[] Input, long[] Weight, ConvolutionWindow Window)
{
    public override string ToString() => $"{string.Join('x', Input)} by {string.Join('x', Weight)}, {Window}";
}
