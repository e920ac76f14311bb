using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Conv and ConvTranspose over one or two spatial axes.</summary>
internal static class Convolutions
{
    public static Tensor Conv(NodeCall call) => Winograd(call) ?? OverTwoAxes(call, Conv);

    public static Tensor ConvTranspose(NodeCall call) => OverTwoAxes(call, ConvTranspose);

    /// <summary>One spatial axis is two of which the first is 1 long.</summary>
    private static Tensor OverTwoAxes(NodeCall call, Func<NodeCall, Tensor, Tensor, Window, Tensor> compute)
    {
        var (input, weight) = (call.Compute(0), call.Compute(1));
        var window = Window.Read(call, weight.shape.AsSpan(2));
        return weight.dim() switch
        {
            3 => compute(call, input.unsqueeze(2), weight.unsqueeze(2), window.BehindAnAxisOfOne()).squeeze(2),
            4 => compute(call, input, weight, window),
            var rank => throw call.Wrong($"it has {rank - 2} spatial axes, and one or two are supported"),
        };
    }

    /// <summary>Null where Winograd's filtering does not suit. Its tensors are float32, so nothing is converted before it.</summary>
    private static Tensor? Winograd(NodeCall call)
    {
        if (!call.Training || call.Long("group", 1) != 1 || !WinogradConvolution.Suits(call[0], call[1], call.ComputeIn))
        {
            return null;
        }

        var window = Window.Read(call, call[1].shape.AsSpan(2));
        return window.Pads(call[0].shape.AsSpan(2)) is ([1, 1], [1, 1]) && window.Strides is [1, 1] && window.Dilations is [1, 1]
            ? WinogradConvolution.Apply(call.Float(0), call.Float(1), call.Has(2) ? call.Float(2) : null, call.ComputeIn)
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

        if (groups > 1 && groups == input.shape[1] && weight.shape[0] > groups)
        {
            // libtorch's depthwise kernel for channels-last strides knows one output a channel only.
            input = input.repeat_interleave(weight.shape[0] / groups, 1);
            groups = weight.shape[0];
        }

        if (groups > 1 && groups == input.shape[1] && window.Dilations.Any(d => d > 1))
        {
            // The gradient of a dilated depthwise convolution is wrong in libtorch 2.10 with channels-last strides and right with others.
            return nn.functional.conv2d(input.contiguous(), weight, bias, window.Strides, padding, window.Dilations, groups);
        }

        return groups == 1 && input.shape[1] == 1
            ? nn.functional.conv2d(WithSpareChannel(input, 1), WithSpareChannel(weight, 1), bias, window.Strides, padding, window.Dilations)
            : nn.functional.conv2d(ChannelsLast(input), weight, bias, window.Strides, padding, window.Dilations, groups);
    }

    private static Tensor ConvTranspose(NodeCall call, Tensor input, Tensor weight, Window window)
    {
        var given = call.Longs("output_padding") ?? [0, 0];
        long[] extra = given.Length == 2 ? given : [0, given[0]];
        var groups = call.Long("group", 1);
        var full = groups == 1 && input.shape[1] == 1
            ? nn.functional.conv_transpose2d(WithSpareChannel(input, 1), WithSpareChannel(weight, 0), null, window.Strides, [0, 0], [0, 0], window.Dilations)
            : nn.functional.conv_transpose2d(ChannelsLast(input), weight, null, window.Strides, [0, 0], [0, 0], window.Dilations, groups);
        var (begin, end) = Crop(call, window, input.shape.AsSpan(2), full.shape.AsSpan(2), extra);
        // Negative padding cuts off.
        var result = nn.functional.pad(full, Window.TorchOrder([-begin[0], -begin[1]], [extra[0] - end[0], extra[1] - end[1]]));
        return call.Has(2) ? result + call.Compute(2).reshape(1, -1, 1, 1) : result;
    }

    /// <summary>
    /// A 1x1 convolution is a matrix product over channels. libtorch 2.10's own gives wrong results or a floating point exception for
    /// some sizes with channels-last strides (256 to 512 channels at 14 px, for one).
    /// </summary>
    private static Tensor Pointwise(Tensor input, Tensor weight, Tensor? bias, long[] strides)
    {
        var picked = strides is [1, 1] ? input : input.slice(2, 0, input.shape[2], strides[0]).slice(3, 0, input.shape[3], strides[1]);
        return nn.functional.linear(picked.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2);
    }

    /// <summary>
    /// libtorch 2.10 gives wrong results and wrong gradients on processors with AVX2 or AVX-512 where the channels are not a multiple of
    /// 16 and the strides are not channels-last: in 4 of 10 random convolutions, measured.
    /// </summary>
    private static Tensor ChannelsLast(Tensor input) => input.permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    /// <summary>With a single channel the strides do not tell channels-last, so a second one of zeros joins it.</summary>
    private static Tensor WithSpareChannel(Tensor tensor, int axis) => ChannelsLast(cat([tensor, zeros_like(tensor)], axis));

    private static (long[] Begin, long[] End) Crop(NodeCall call, Window window, ReadOnlySpan<long> sizes, ReadOnlySpan<long> full, long[] extra)
    {
        var autoPad = call.Text("auto_pad", "NOTSET");
        var shape = call.Longs("output_shape") is { } given ? (given.Length == 2 ? given : [1, given[0]]) : null;
        if (shape is null && autoPad is not ("SAME_UPPER" or "SAME_LOWER"))
        {
            return window.Pads(sizes);
        }

        var (begin, end) = (new long[2], new long[2]);
        for (var i = 0; i < 2; i++)
        {
            var target = shape?[i] ?? (sizes[i] * window.Strides[i]);
            var total = Math.Max(0, full[i] + extra[i] - target);
            // Here SAME_UPPER cuts the odd pixel off at the end (ONNX specification, ConvTranspose).
            begin[i] = autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2);
            end[i] = total - begin[i];
        }

        return (begin, end);
    }
}
