using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Pools over two spatial axes, and over all of them.</summary>
internal static class Pools
{
    public static Tensor MaxPool(NodeCall call)
    {
        var input = call[0];
        var window = Read(call, input);
        var (begin, end) = window.Pads(input.shape.AsSpan(2));
        var padding = begin;
        if (!TorchPads(window, begin, end))
        {
            input = nn.functional.pad(input, Window.TorchOrder(begin, end), value: double.NegativeInfinity);
            padding = [0, 0];
        }

        return nn.functional.max_pool2d(input, window.Kernel, window.Strides, padding, window.Dilations, call.Flag("ceil_mode"));
    }

    public static Tensor AveragePool(NodeCall call)
    {
        var input = call[0];
        var window = Read(call, input);
        if (window.Dilations.Any(d => d != 1))
        {
            throw call.Wrong("an average over a dilated window is not supported");
        }

        var (ceil, countsPadding) = (call.Flag("ceil_mode"), call.Flag("count_include_pad"));
        var (begin, end) = window.Pads(input.shape.AsSpan(2));
        if (TorchPads(window, begin, end))
        {
            return nn.functional.avg_pool2d(input, window.Kernel, window.Strides, begin, ceil, countsPadding);
        }

        var pads = Window.TorchOrder(begin, end);
        var sum = nn.functional.avg_pool2d(nn.functional.pad(input, pads), window.Kernel, window.Strides, [0, 0], ceil, false);
        if (countsPadding)
        {
            return sum;
        }

        using var none = no_grad();
        var there = nn.functional.pad(ones([1, 1, input.shape[2], input.shape[3]], dtype: input.dtype, device: input.device), pads);
        return sum / nn.functional.avg_pool2d(there, window.Kernel, window.Strides, [0, 0], ceil, false);
    }

    public static Tensor GlobalAverage(NodeCall call) => call[0].mean(Spatial(call[0]), keepdim: true);

    public static Tensor GlobalMax(NodeCall call) => call[0].amax(Spatial(call[0]), keepdim: true);

    private static long[] Spatial(Tensor input) => [.. Enumerable.Range(2, (int)input.dim() - 2).Select(i => (long)i)];

    private static Window Read(NodeCall call, Tensor input) => input.dim() == 4
        ? Window.Read(call)
        : throw call.Wrong($"it has {input.dim() - 2} spatial axes, and two are supported");

    /// <summary>torch pads both sides alike, and by half a window at most.</summary>
    private static bool TorchPads(Window window, long[] begin, long[] end) =>
        begin.AsSpan().SequenceEqual(end) && begin.Zip(window.Kernel).All(p => p.First * 2 <= p.Second);
}
