using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Pools over two spatial axes.</summary>
internal static class Pools
{
    public static Tensor Max(NodeCall call, Tensor input, Window window)
    {
        var (begin, end) = Pads(call, input, window);
        var padding = begin;
        if (!TorchPads(window, begin, end))
        {
            input = nn.functional.pad(input, Window.TorchOrder(begin, end), value: double.NegativeInfinity);
            padding = [0, 0];
        }

        return nn.functional.max_pool2d(input, window.Kernel, window.Strides, padding, window.Dilations, call.Flag("ceil_mode"));
    }

    public static Tensor Average(NodeCall call, Tensor input, Window window)
    {
        var (ceil, countsPadding) = (call.Flag("ceil_mode"), call.Flag("count_include_pad"));
        var (begin, end) = Pads(call, input, window);
        var dilated = window.Dilations.Any(d => d != 1);
        if (!dilated && TorchPads(window, begin, end))
        {
            return nn.functional.avg_pool2d(input, window.Kernel, window.Strides, begin, ceil, countsPadding);
        }

        if (dilated && ceil)
        {
            throw call.Wrong("an average over a dilated window with ceil_mode is not supported");
        }

        var mean = Mean(input);
        return countsPadding ? mean : mean / Mean(ones_like(input[..1, ..1]));

        Tensor Mean(Tensor tensor)
        {
            var padded = nn.functional.pad(tensor, Window.TorchOrder(begin, end));
            return dilated ? Dilated(padded, window) : nn.functional.avg_pool2d(padded, window.Kernel, window.Strides, [0, 0], ceil, false);
        }
    }

    /// <summary>The norm of each window: with p = 2 its Euclidean length.</summary>
    public static Tensor Lp(NodeCall call, Tensor input, Window window)
    {
        var p = call.Long("p", 2);
        var (begin, end) = window.Pads(input.shape.AsSpan(2));
        for (var i = 0; i < end.Length && call.Flag("ceil_mode"); i++)
        {
            // Zeros add nothing, so the last window may be filled up with them.
            var reach = ((window.Kernel[i] - 1) * window.Dilations[i]) + 1;
            var rest = (input.shape[i + 2] + begin[i] + end[i] - reach) % window.Strides[i];
            end[i] += rest == 0 ? 0 : window.Strides[i] - rest;
        }

        var powers = nn.functional.pad(input.abs().Power(p), Window.TorchOrder(begin, end));
        return Root(Dilated(powers, window).Times(window.Kernel.Product()), p);
    }

    public static Tensor GlobalLp(NodeCall call)
    {
        var p = call.Long("p", 2);
        return Root(call[0].abs().Power(p).sum(NodeCall.Axes(call[0].dim(), 2), keepdim: true), p);
    }

    // The root of 0 has no finite gradient.
    private static Tensor Root(Tensor sum, long p) => p == 1 ? sum : sum.AtLeast(float.Epsilon).Power(1.0 / p);

    /// <summary>The padding. With <c>ceil_mode</c> a last window that would lie in it alone is left out, as in ONNX Runtime.</summary>
    private static (long[] Begin, long[] End) Pads(NodeCall call, Tensor input, Window window)
    {
        var (begin, end) = window.Pads(input.shape.AsSpan(2));
        for (var i = 0; i < end.Length && call.Flag("ceil_mode") && !begin.AsSpan().SequenceEqual(end); i++)
        {
            var length = input.shape[i + 2] + begin[i];
            var reach = (window.Kernel[i] - 1) * window.Dilations[i];
            var outputs = Math.Ceiling((length + end[i] - reach - 1) / (double)window.Strides[i]) + 1;
            // torch takes the padding at the end for image, so padding that only such a window reads is left out.
            if ((outputs - 1) * window.Strides[i] >= length)
            {
                end[i] = Math.Max(0, end[i] - 1);
                i--;
            }
        }

        return (begin, end);
    }

    /// <summary>The mean of shifted views, one for each place of the window: torch has no dilated average.</summary>
    private static Tensor Dilated(Tensor input, Window window)
    {
        var (places, sum) = (window.Kernel[0] * window.Kernel[1], zeros(1, dtype: input.dtype, device: input.device));
        var reach = window.Kernel.Zip(window.Dilations, (k, d) => (k - 1) * d).ToArray();
        for (var place = 0; place < places; place++)
        {
            var (row, column) = (place / window.Kernel[1] * window.Dilations[0], place % window.Kernel[1] * window.Dilations[1]);
            sum = sum.Plus(input.slice(2, row, input.shape[2] - reach[0] + row, window.Strides[0])
                .slice(3, column, input.shape[3] - reach[1] + column, window.Strides[1]));
        }

        return sum.Over(places);
    }

    /// <summary>torch pads both sides alike, and by half a window at most.</summary>
    private static bool TorchPads(Window window, long[] begin, long[] end) =>
        begin.AsSpan().SequenceEqual(end) && begin.Zip(window.Kernel).All(p => p.First * 2 <= p.Second);
}
