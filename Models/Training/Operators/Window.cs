namespace Transfer.Models;

/// <summary>The sliding window of convolutions and pools (ONNX: kernel_shape, strides, dilations, pads, auto_pad).</summary>
internal sealed class Window
{
    private readonly string _autoPad;
    private readonly long[]? _pads;

    private Window(long[] kernel, long[] strides, long[] dilations, long[]? pads, string autoPad)
    {
        (Kernel, Strides, Dilations, _pads, _autoPad) = (kernel, strides, dilations, pads, autoPad);
    }

    public long[] Kernel { get; }

    public long[] Strides { get; }

    public long[] Dilations { get; }

    public static Window Read(NodeCall call, ReadOnlySpan<long> weightShape = default)
    {
        var kernel = call.Longs("kernel_shape") ?? weightShape.ToArray();
        var ones = Enumerable.Repeat(1L, kernel.Length).ToArray();
        return new Window(kernel, call.Longs("strides") ?? ones, call.Longs("dilations") ?? ones, call.Longs("pads"), call.Text("auto_pad", "NOTSET"));
    }

    /// <summary>The same over two axes of which the first is 1 long.</summary>
    public Window BehindAnAxisOfOne() => new(
        [1, .. Kernel], [1, .. Strides], [1, .. Dilations], _pads is [var begin, var end] ? [0, begin, 0, end] : null, _autoPad);

    /// <summary>Padding before and after each spatial axis for an input of these sizes.</summary>
    public (long[] Begin, long[] End) Pads(ReadOnlySpan<long> sizes)
    {
        var axes = Kernel.Length;
        var (begin, end) = (new long[axes], new long[axes]);
        for (var i = 0; i < axes; i++)
        {
            if (_autoPad is "SAME_UPPER" or "SAME_LOWER")
            {
                var outputs = (sizes[i] + Strides[i] - 1) / Strides[i];
                var total = Math.Max(((outputs - 1) * Strides[i]) + ((Kernel[i] - 1) * Dilations[i]) + 1 - sizes[i], 0);
                // SAME_UPPER puts the odd pixel at the end.
                begin[i] = _autoPad == "SAME_UPPER" ? total / 2 : total - (total / 2);
                end[i] = total - begin[i];
            }
            else if (_autoPad != "VALID" && _pads is not null)
            {
                (begin[i], end[i]) = (_pads[i], _pads[axes + i]);
            }
        }

        return (begin, end);
    }

    /// <summary>Padding in the order of torch's <c>pad</c>: last axis first, before and after.</summary>
    public static long[] TorchOrder(long[] begin, long[] end) =>
        [.. Enumerable.Range(0, begin.Length).Reverse().SelectMany(i => new[] { begin[i], end[i] })];
}
