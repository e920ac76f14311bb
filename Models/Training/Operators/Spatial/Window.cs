using TorchSharp;

namespace Transfer.Models.Training;

/// <summary>The sliding window of convolutions and pools (ONNX: kernel_shape, strides, dilations, pads, auto_pad).</summary>
internal sealed class Window
{
    private readonly string _autoPad;
    private readonly long[]? _pads;

    private Window(long[] kernel, long[] strides, long[] dilations, long[]? pads, string autoPad) =>
        (Kernel, Strides, Dilations, _pads, _autoPad) = (kernel, strides, dilations, pads, autoPad);

    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    /// <summary>Whether the padding follows from the size of the output (<c>SAME_UPPER</c> or <c>SAME_LOWER</c>).</summary>
    public bool IsSame => _autoPad is "SAME_UPPER" or "SAME_LOWER";

    /// <param name="call">The node.</param>
    /// <param name="kernelShape">The spatial shape of the kernel, for nodes without <c>kernel_shape</c>.</param>
    public static Window Read(NodeCall call, ReadOnlySpan<long> kernelShape = default)
    {
        var kernel = call.Longs("kernel_shape") ?? kernelShape.ToArray();
        var ones = Enumerable.Repeat(1L, kernel.Length).ToArray();
        var (strides, dilations) = (call.Longs("strides") ?? ones, call.Longs("dilations") ?? ones);
        return new Window(kernel, strides, dilations, call.Longs("pads"), call.Text("auto_pad", "NOTSET"));
    }

    /// <summary>Computes over two spatial axes; one axis becomes two, the first of which has length 1.</summary>
    public static torch.Tensor OverTwoAxes(
        NodeCall call, torch.Tensor input, ReadOnlySpan<long> kernelShape, Func<torch.Tensor, Window, torch.Tensor> compute)
    {
        var window = Read(call, kernelShape);
        return input.dim() switch
        {
            3 => compute(input.unsqueeze(2), window.BehindAnAxisOfOne()).squeeze(2),
            4 => compute(input, window),
            var rank => throw call.Wrong($"it has {rank - 2} spatial axes, and one or two are supported"),
        };
    }

    /// <summary>Padding before and after each spatial axis for an input of these sizes.</summary>
    public (long[] Begin, long[] End) Pads(ReadOnlySpan<long> sizes)
    {
        var axes = Kernel.Length;
        if (!IsSame)
        {
            return _pads is null || _autoPad == "VALID" ? (new long[axes], new long[axes]) : (_pads[..axes], _pads[axes..]);
        }

        var totals = new long[axes];
        for (var i = 0; i < axes; i++)
        {
            var outputs = (sizes[i] + Strides[i] - 1) / Strides[i];
            totals[i] = Math.Max(((outputs - 1) * Strides[i]) + ((Kernel[i] - 1) * Dilations[i]) + 1 - sizes[i], 0);
        }

        return Split(totals);
    }

    /// <summary>Divides padding between both sides; of an odd number, <c>SAME_UPPER</c> puts the larger part at the end.</summary>
    public (long[] Begin, long[] End) Split(long[] totals)
    {
        var begin = Array.ConvertAll(totals, total => _autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2));
        return (begin, [.. totals.Zip(begin, (total, before) => total - before)]);
    }

    /// <summary>Padding in the order of <c>pad</c> in torch: the last axis first, each before and after.</summary>
    public static long[] TorchOrder(long[] begin, long[] end) => [.. begin.Zip(end).Reverse().SelectMany(p => new[] { p.First, p.Second })];

    private Window BehindAnAxisOfOne() => new(
        [1, .. Kernel], [1, .. Strides], [1, .. Dilations], _pads is [var begin, var end] ? [0, begin, 0, end] : null, _autoPad);
}
