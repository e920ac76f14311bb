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
        var groups = call.Long("group", 1);
        var (isPointwise, strides) = (window.Kernel is [1, 1], window.Strides);
        var (begin, end) = window.Pads(input.shape.AsSpan(2));
        // libtorch pads both sides alike, and a matrix product not at all.
        if (!begin.AsSpan().SequenceEqual(end) || (isPointwise && begin is not [0, 0]))
        {
            input = nn.functional.pad(input, Window.TorchOrder(begin, end));
            begin = [0, 0];
        }

        if (isPointwise && strides is not [1, 1])
        {
            input = input.slice(2, 0, input.shape[2], strides[0]).slice(3, 0, input.shape[3], strides[1]);
            strides = [1, 1];
        }

        return isPointwise && groups == 1 ? Pointwise(input, weight, bias) : call.Convolutions.Compute(
            input, weight, bias, new ConvolutionWindow
            {
                Strides = strides,
                Padding = begin,
                Dilations = window.Dilations,
                Groups = groups,
            });
    }

    private static Tensor ConvTranspose(NodeCall call, Tensor input, Tensor weight, Window window)
    {
        var extra = TwoAxes(call.Longs("output_padding") ?? [0, 0], 0);
        var full = call.Convolutions.Compute(input, weight, null, new ConvolutionWindow
        {
            Strides = window.Strides,
            Dilations = window.Dilations,
            Groups = call.Long("group", 1),
            IsTransposed = true,
        });
        var (begin, end) = Crop(call, window, input.shape[2..], [full.shape[2] + extra[0], full.shape[3] + extra[1]]);
        // Negative padding cuts off.
        var result = nn.functional.pad(full, Window.TorchOrder([-begin[0], -begin[1]], [extra[0] - end[0], extra[1] - end[1]]));
        return call.Has(2) ? result.Plus(call.Compute(2).reshape(1, -1, 1, 1)) : result;
    }

    /// <summary>
    /// A 1x1 convolution is a matrix product over channels. As a convolution with channels-last strides and stride 2, that of libtorch
    /// 2.10 gives wrong results or damages memory; with stride 1 wide ones are up to a fifth faster: see docs/devices.md. So strides pick
    /// pixels before, also where there are groups.
    /// </summary>
    private static Tensor Pointwise(Tensor input, Tensor weight, Tensor? bias) =>
        nn.functional.linear(input.permute(0, 2, 3, 1), weight.flatten(1), bias).permute(0, 3, 1, 2);

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
