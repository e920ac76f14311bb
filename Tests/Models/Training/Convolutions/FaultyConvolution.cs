using static TorchSharp.torch;

namespace Transfer.Tests.Models.Training;

/// <summary>libtorch's convolutions, wrong in the kinds that have been wrong on one machine.</summary>
internal static class FaultyConvolution
{
    public static Tensor Compute(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window)
    {
        var output = TorchConvolutions.Libtorch(input, weight, bias, window);
        if (window.IsTransposed)
        {
            return output;
        }

        var isDepthwise = window.Groups > 1 && window.Groups == input.shape[1];
        var isPadOnly = window.Padding.Zip(weight.shape[2..]).Any(p => p.First >= p.Second)
            || (input.shape is [_, _, 1, 1] && window.Padding is not [0, 0]);
        if (isPadOnly || (isDepthwise && weight.shape[0] > window.Groups))
        {
            return output.Plus(1);
        }

        var isDilated = isDepthwise && window.Dilations.Any(d => d > 1);
        return isDilated && !input.is_contiguous() ? output.Plus(WithSlope(input)) : output;
    }

    /// <summary>Zero, with a gradient of 1.</summary>
    public static Tensor WithSlope(Tensor tensor) => (tensor - tensor.detach()).sum();
}
