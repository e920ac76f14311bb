using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>
/// Convolutions by libtorch, with channels-last strides because it is faster with them. Where the self-test finds one wrong on this
/// machine, the kinds that were once seen wrong are computed in another form.
/// </summary>
/// <param name="convolution">Computes a convolution as it is asked for.</param>
internal sealed class TorchConvolutions(Convolution convolution)
{
    private readonly ConcurrentDictionary<ScalarType, Lazy<string?>> _faults = new();

    /// <summary>The ones that this process uses. Their self-test runs once, before the first convolution of a number type.</summary>
    public static TorchConvolutions Default { get; } = new(Libtorch);

    /// <summary>libtorch's own function, with the strides that the input has.</summary>
    public static Tensor Libtorch(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window) => window.IsTransposed
        ? nn.functional.conv_transpose2d(input, weight, bias, window.Strides, window.Padding, [0, 0], window.Dilations, window.Groups)
        : nn.functional.conv2d(input, weight, bias, window.Strides, window.Padding, window.Dilations, window.Groups);

    /// <summary>What the self-test finds wrong first in a number type; null when all is right.</summary>
    /// <exception cref="NotSupportedException">Something is wrong in the other form as well.</exception>
    public string? Fault(ScalarType type) => _faults.GetOrAdd(type, t => new Lazy<string?>(() => Test(t))).Value;

    public Tensor Compute(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window) =>
        Fault(input.dtype) is null ? Direct(input, weight, bias, window) : Careful(input, weight, bias, window);

    private string? Test(ScalarType type)
    {
        var fault = ConvolutionSelfTest.Fault(Direct, type);
        return fault is null || ConvolutionSelfTest.Fault(Careful, type) is not { } still ? fault
            : throw new NotSupportedException(
                $"libtorch cannot be trusted with {type} convolutions on this machine: its self-test gives {still}. "
                + "Choose a cut above the last convolution, or train on another machine.");
    }

    private Tensor Direct(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window)
    {
        // Adds a channel of zeros: the strides of a single channel do not show that they are channels-last.
        (input, weight) = window.Groups == 1 && input.shape[1] == 1
            ? (cat([input, zeros_like(input)], 1), cat([weight, zeros_like(weight)], window.IsTransposed ? 0 : 1))
            : (input, weight);
        return convolution(ChannelsLast(input), weight, bias, window);
    }

    /// <summary>Avoids what has been wrong in libtorch 2.10 on one machine: see docs/devices.md.</summary>
    private Tensor Careful(Tensor input, Tensor weight, Tensor? bias, ConvolutionWindow window)
    {
        if (window.Padding.Zip(weight.shape[2..]).Any(p => p.First >= p.Second) || input.shape is [_, _, 1, 1])
        {
            input = nn.functional.pad(input, Window.TorchOrder(window.Padding, window.Padding));
            window = window with { Padding = [0, 0] };
        }

        var isDepthwise = window.Groups > 1 && window.Groups == input.shape[1] && !window.IsTransposed;
        if (isDepthwise && weight.shape[0] > window.Groups)
        {
            input = input.repeat_interleave(weight.shape[0] / window.Groups, 1);
            window = window with { Groups = weight.shape[0] };
        }

        return isDepthwise && window.Dilations.Any(d => d > 1) ? convolution(input.contiguous(), weight, bias, window)
            : Direct(input, weight, bias, window);
    }

    /// <summary>Most tensors have these strides already: then nothing is copied.</summary>
    private static Tensor ChannelsLast(Tensor input) => input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);
}
