using TorchSharp;
using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>
/// A 3x3 convolution of stride 1 with its gradients by Winograd's minimal filtering, for training on a processor: a third of the
/// multiplications in float32 where the map divides into tiles of three (a 9x9 map, as VGG16's last block has at 150 px), and less than
/// half in bfloat16, with tiles of two.
/// </summary>
/// <remarks>It rounds a few times as much as a direct convolution in the same precision, so evaluation and export use that one.</remarks>
internal static class WinogradConvolution
{
    // Below this the map has too few channels for the matrix products to outweigh the transforms.
    private const long FewestChannels = 64;

    // Larger maps gain as well, but their tiles take more memory than their channels are worth.
    private const long LargestSide = 64;

    /// <summary>Whether it can take the place of a direct convolution, and is faster.</summary>
    public static bool Suits(Tensor input, Tensor weight, ScalarType compute) =>
        StackProduct.IsSupported && input.device.type == DeviceType.CPU && compute is ScalarType.Float32 or ScalarType.BFloat16
        && weight.shape is [var filters, var channels, 3, 3]
        && channels >= FewestChannels && filters >= FewestChannels
        && channels % StackProduct.Width == 0 && filters % StackProduct.Width == 0
        && input.shape[2] <= LargestSide && input.shape[3] <= LargestSide && input.shape is not [_, _, 1, 1];

    /// <param name="input"><c>[N, C, H, W]</c> in float32, padded by one pixel on every side as it is convolved.</param>
    /// <param name="weight"><c>[K, C, 3, 3]</c> in float32.</param>
    /// <param name="bias"><c>[K]</c> in float32, or null.</param>
    /// <param name="compute">The type in which products are computed: float32 or bfloat16.</param>
    /// <returns><c>[N, K, H, W]</c> in float32.</returns>
    public static Tensor Apply(Tensor input, Tensor weight, Tensor? bias, ScalarType compute)
    {
        bias ??= zeros(weight.shape[0]);
        return compute == ScalarType.BFloat16
            ? WinogradFunction<BFloat16Domain>.apply(input, weight, bias)
            : WinogradFunction<PanelDomain>.apply(input, weight, bias);
    }
}
