using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Conv and ConvTranspose over one or two spatial axes.</summary>
internal static class Convolutions
{
    public static Tensor Conv(NodeCall call) => Winograd(call)
        ?? Window.OverTwoAxes(call, call.Compute(0), call[1].shape.AsSpan(2), (x, window) => Conv(call, x, Kernel(call), window));

    public static Tensor ConvTranspose(NodeCall call) =>
        Window.OverTwoAxes(call, call.Compute(0), call[1].shape.AsSpan(2), (x, window) => ConvTranspose(call, x, Kernel(call), window));

    /// <summary>The kernel over two axes, the first of which has length 1 where the node has one axis.</summary>
    private static Tensor Kernel(NodeCall call) => call.Compute(1) is var kernel && kernel.dim() == 3 ? kernel.unsqueeze(2) : kernel;

    /// <summary>Null where Winograd's algorithm does not apply. It takes float32, so its tensors are not converted before.</summary>
    private static Tensor? Winograd(NodeCall call)
    {
        if (!call.Training || call.Long("group", 1) != 1 || !WinogradConvolution.Suits(call[0], call[1], call.ComputeIn))
        {
            return null;
        }

        var window = Window.Read(call, call[1].shape.AsSpan(2));
        return window.Pads(call[0].shape.AsSpan(2)) is ([1, 1], [1, 1]) && window.Strides is [1, 1] && window.Dilations is [1, 1]
            ? WinogradConvolution.Apply(call.Float(0), call.Float(1), call.OptionalFloat(2), call.ComputeIn)
            : null;
    }

    private static Tensor Conv(NodeCall call, Tensor input, Tensor weight, Window window)
    {
        var bias = call.Has(2) ? call.Compute(2) : null;
        var (begin, end) = window.Pads(input.shape.AsSpan(2));
        var padding = begin;
        // libtorch pads both sides alike, and gives wrong results for a pad that is not smaller than the window.
        if (!begin.AsSpan().SequenceEqual(end) || begin.Zip(window.Kernel).Any(p => p.First >= p.Second) || input.shape is [_, _, 1, 1])
        {
            input = nn.functional.pad(input, Window.TorchOrder(begin, end));
            padding = [0, 0];
        }

        var groups = call.Long("group", 1);
        if (groups == 1 && window.Kernel is [1, 1] && padding is [0, 0])
        {
            return Pointwise(input, weight, bias, window.Strides);
        }

        var channels = input.shape[1];
        if (groups > 1 && groups == channels && weight.shape[0] > groups)
        {
            // The depthwise kernel of libtorch for channels-last strides has one output per channel only.
            input = input.repeat_interleave(weight.shape[0] / groups, 1);
            groups = channels = weight.shape[0];
        }

        if (groups == 1 && channels == 1)
        {
            (input, weight) = (WithSpareChannel(input, 1), WithSpareChannel(weight, 1));
        }

        // The gradient of a dilated depthwise convolution is wrong in libtorch 2.10 with channels-last strides and right with others.
        var isDilatedDepthwise = groups > 1 && groups == channels && window.Dilations.Any(d => d > 1);
        input = isDilatedDepthwise ? input.contiguous() : ChannelsLast(input);
        return nn.functional.conv2d(input, weight, bias, window.Strides, padding, window.Dilations, groups);
    }

    private static Tensor ConvTranspose(NodeCall call, Tensor input, Tensor weight, Window window)
    {
        var extra = TwoAxes(call.Longs("output_padding") ?? [0, 0], 0);
        var groups = call.Long("group", 1);
        var sizes = input.shape[2..];
        (input, weight) = groups == 1 && input.shape[1] == 1
            ? (WithSpareChannel(input, 1), WithSpareChannel(weight, 0))
            : (ChannelsLast(input), weight);
        var full = nn.functional.conv_transpose2d(input, weight, null, window.Strides, [0, 0], [0, 0], window.Dilations, groups);
        var (begin, end) = Crop(call, window, sizes, [full.shape[2] + extra[0], full.shape[3] + extra[1]]);
        // Negative padding cuts off.
        var result = nn.functional.pad(full, Window.TorchOrder([-begin[0], -begin[1]], [extra[0] - end[0], extra[1] - end[1]]));
        return call.Has(2) ? result.Plus(call.Compute(2).reshape(1, -1, 1, 1)) : result;
    }

    /// <summary>
    /// A 1x1 convolution is a matrix product over channels. That of libtorch 2.10 has given wrong results or a floating point exception on
    /// one machine for some sizes with channels-last strides (256 to 512 channels at 14 px, for example): see docs/devices.md.
    /// </summary>
    private static Tensor Pointwise(Tensor input, Tensor weight, Tensor? bias, long[] strides)
    {
        var picked = strides is [1, 1] ? input : input.slice(2, 0, input.shape[2], strides[0]).slice(3, 0, input.shape[3], strides[1]);
        return nn.functional.linear(picked.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2);
    }

    /// <summary>
    /// Channels-last strides, which most tensors have already: then this copies nothing. With others libtorch 2.10 has given wrong results
    /// and gradients on one machine where the channels are not a multiple of 16: see docs/devices.md.
    /// </summary>
    private static Tensor ChannelsLast(Tensor input) => input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>Adds a channel of zeros: the strides of a single channel do not show that they are channels-last.</summary>
    private static Tensor WithSpareChannel(Tensor tensor, int axis) => ChannelsLast(cat([tensor, zeros_like(tensor)], axis));

    /// <summary>What is cut off before and after each spatial axis.</summary>
    private static (long[] Begin, long[] End) Crop(NodeCall call, Window window, long[] input, long[] full)
    {
        var shape = call.Longs("output_shape");
        if (shape is null && !window.IsSame)
        {
            return window.Pads(input);
        }

        long[] wanted = shape is null ? [.. input.Zip(window.Strides, (size, stride) => size * stride)] : TwoAxes(shape, 1);
        var (begin, end) = window.Split([.. full.Zip(wanted, (size, target) => Math.Max(0, size - target))]);
        // ONNX Runtime adds what a given shape has more at the end.
        return shape is null ? (begin, end) : (begin, [.. end.Select((cut, i) => Math.Min(cut, full[i] - wanted[i]))]);
    }

    /// <summary>A setting of one spatial axis as one of two.</summary>
    private static long[] TwoAxes(long[] given, long first) => given is [var only] ? [first, only] : given;
}
