using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>
/// A few small convolutions of each kind, which show whether a function computes convolutions and their gradients rightly on this machine.
/// Values and order depend on neither a seed nor the time. None is 1x1 in one group, since libtorch is not asked for those.
/// </summary>
internal static class ConvolutionSelfTest
{
    public static ConvolutionShape[] Shapes { get; } =
    [
        new([2, 20, 7, 6], [17, 20, 3, 3], new() { Strides = [2, 2], Padding = [1, 1] }),
        new([2, 16, 6, 5], [32, 16, 3, 3], new() { Padding = [1, 1] }),
        new([2, 18, 8, 8], [10, 18, 3, 2], new() { Dilations = [2, 3], Padding = [2, 0] }),
        new([2, 15, 4, 4], [21, 5, 3, 3], new() { Groups = 3, Padding = [1, 1] }),
        new([2, 18, 7, 7], [18, 1, 3, 3], new() { Groups = 18, Strides = [2, 2], Padding = [1, 1] }),
        new([2, 18, 7, 7], [18, 1, 3, 3], new() { Groups = 18, Dilations = [2, 2], Padding = [2, 2] }),
        new([2, 9, 6, 5], [18, 1, 3, 3], new() { Groups = 9, Padding = [1, 1] }),
        new([2, 1, 7, 6], [4, 1, 3, 3], new() { Padding = [1, 1] }),
        new([2, 5, 6, 5], [4, 5, 3, 1], new() { Padding = [3, 1] }),
        new([2, 5, 1, 1], [4, 5, 3, 3], new() { Padding = [1, 1] }),
        new([2, 10, 4, 5], [10, 7, 3, 3], new() { Strides = [2, 2], IsTransposed = true }),
    ];

    /// <returns>What is wrong first; null when all is right.</returns>
    public static string? Fault(Convolution convolution, ScalarType type) => Shapes
        .Select(shape => ConvolutionCheck.Fault(convolution, shape, type) is { } fault ? $"{fault} for {shape}" : null)
        .FirstOrDefault(fault => fault is not null);
}
