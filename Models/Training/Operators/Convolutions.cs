using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Conv and ConvTranspose over one or two spatial axes.</summary>
internal static class Convolutions
{
    public static Tensor Conv(NodeCall call)
    {
        var (input, weight) = (call.Compute(0), call.Compute(1));
        var bias = call.Has(2) ? call.Compute(2) : null;
        var window = Window.Read(call, weight.shape.AsSpan(2));
        var (begin, end) = window.Pads(input.shape.AsSpan(2));
        var padding = begin;
        if (!begin.AsSpan().SequenceEqual(end))
        {
            input = nn.functional.pad(input, Window.TorchOrder(begin, end));
            padding = new long[begin.Length];
        }

        var groups = call.Long("group", 1);
        if (groups == 1 && window.Kernel is [1, 1] && padding is [0, 0])
        {
            return Pointwise(input, weight, bias, window.Strides);
        }

        if (call.Training && groups == 1 && padding is [1, 1] && window.Strides is [1, 1] && window.Dilations is [1, 1] && WinogradConvolution.Suits(input, weight, bias))
        {
            return WinogradConvolution.Apply(input, weight, bias);
        }

        return window.Kernel.Length switch
        {
            2 => nn.functional.conv2d(input, weight, bias, window.Strides, padding, window.Dilations, groups),
            1 => nn.functional.conv1d(input, weight, bias, window.Strides[0], padding[0], window.Dilations[0], groups),
            var axes => throw call.Wrong($"it has {axes} spatial axes, and one or two are supported"),
        };
    }

    public static Tensor ConvTranspose(NodeCall call)
    {
        var (input, weight) = (call.Compute(0), call.Compute(1));
        if (weight.dim() != 4)
        {
            throw call.Wrong($"it has {weight.dim() - 2} spatial axes, and two are supported");
        }

        var window = Window.Read(call, weight.shape.AsSpan(2));
        var extra = call.Longs("output_padding") ?? [0, 0];
        var full = nn.functional.conv_transpose2d(input, weight, null, window.Strides, [0, 0], [0, 0], window.Dilations, call.Long("group", 1));
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

    private static (long[] Begin, long[] End) Crop(NodeCall call, Window window, ReadOnlySpan<long> sizes, ReadOnlySpan<long> full, long[] extra)
    {
        var autoPad = call.Text("auto_pad", "NOTSET");
        var shape = call.Longs("output_shape");
        if (shape is null && autoPad is not ("SAME_UPPER" or "SAME_LOWER"))
        {
            return window.Pads(sizes);
        }

        var (begin, end) = (new long[2], new long[2]);
        for (var i = 0; i < 2; i++)
        {
            var target = shape?[i] ?? (sizes[i] * window.Strides[i]);
            var total = full[i] + extra[i] - target;
            // Here SAME_UPPER cuts the odd pixel off at the end (ONNX specification, ConvTranspose).
            begin[i] = autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2);
            end[i] = total - begin[i];
        }

        return (begin, end);
    }
}
