using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Operators that pick values of a tensor or add values around it.</summary>
internal static class Indexing
{
    public static Tensor Gather(NodeCall call)
    {
        var (data, axis) = (call[0], call.AxisOf(0));
        var index = FromFront(call[1], data.shape[axis]);
        long[] shape = [.. data.shape[..(int)axis], .. index.shape, .. data.shape[((int)axis + 1)..]];
        return data.index_select(axis, index.flatten()).reshape(shape);
    }

    public static Tensor GatherElements(NodeCall call) => call[0].gather(call.AxisOf(0), FromFront(call[1], call[0].shape[call.AxisOf(0)]));

    public static Tensor Slice(NodeCall call)
    {
        // Attributes up to opset 9, then inputs.
        var (starts, ends) = (call.LongsOf("starts", 1)!, call.LongsOf("ends", 2)!);
        var axes = call.LongsOf("axes", 3) ?? NodeCall.Axes(starts.Length);
        var steps = call.Has(4) ? call.Longs(4) : null;
        var result = call[0].alias();
        for (var i = 0; i < starts.Length; i++)
        {
            result = SliceAxis(result, NodeCall.Axis(axes[i], result.dim()), starts[i], ends[i], steps?[i] ?? 1);
        }

        return result;
    }

    public static Tensor Pad(NodeCall call)
    {
        var pads = call.LongsOf("pads", 1)!;
        var rank = (int)call[0].dim();
        var axes = call.Has(3) ? call.Longs(3) : NodeCall.Axes(rank);
        var (begin, end) = (new long[rank], new long[rank]);
        foreach (var (i, axis) in axes.Index())
        {
            (begin[NodeCall.Axis(axis, rank)], end[NodeCall.Axis(axis, rank)]) = (pads[i], pads[axes.Length + i]);
        }

        return call.Text("mode", "constant") switch
        {
            "constant" => nn.functional.pad(call[0], Window.TorchOrder(begin, end), value: call.Scalar(2) ?? call.Double("value", 0)),
            "reflect" => ByIndex(call[0], begin, end, Reflect),
            "edge" => ByIndex(call[0], begin, end, (i, n) => Math.Clamp(i, 0, n - 1)),
            "wrap" => ByIndex(call[0], begin, end, Wrap),
            var mode => throw call.Wrong($"mode '{mode}' is not supported"),
        };
    }

    public static Tensor Trilu(NodeCall call)
    {
        var diagonal = call.Has(1) ? call.Longs(1)[0] : 0;
        return call.Flag("upper", true) ? call[0].triu(diagonal) : call[0].tril(diagonal);
    }

    /// <summary>Positions counted from the front; negative ones count from the end.</summary>
    public static Tensor FromFront(Tensor index, long length)
    {
        var whole = index.to(ScalarType.Int64);
        return where(whole.IsBelow(0), whole.Plus(length), whole);
    }

    private static Tensor SliceAxis(Tensor data, long axis, long start, long end, long step)
    {
        var length = data.shape[axis];
        start = start < 0 ? Math.Max(start + length, 0) : start;
        end = end < 0 ? Math.Max(end + length, -1) : end;
        if (step > 0)
        {
            start = Math.Min(start, length);
            return data.slice(axis, start, Math.Max(start, Math.Min(Math.Max(end, 0), length)), step);
        }

        // torch has no negative steps, so the positions are picked one by one.
        var positions = new List<long>();
        for (var i = Math.Min(start, length - 1); i > end; i += step)
        {
            positions.Add(i);
        }

        return data.index_select(axis, tensor(positions.ToArray(), dtype: ScalarType.Int64, device: data.device));
    }

    private static long Wrap(long index, long length) => ((index % length) + length) % length;

    private static long Reflect(long index, long length)
    {
        var folded = length == 1 ? 0 : Wrap(index, 2 * (length - 1));
        return folded < length ? folded : (2 * (length - 1)) - folded;
    }

    /// <summary>Pads or crops each axis; a position outside takes the value of another position.</summary>
    private static Tensor ByIndex(Tensor data, long[] begin, long[] end, Func<long, long, long> position)
    {
        var result = data.alias();
        for (var axis = 0; axis < begin.Length; axis++)
        {
            var length = data.shape[axis];
            if (begin[axis] != 0 || end[axis] != 0)
            {
                var outputs = NodeCall.Axes(Math.Max(0, length + begin[axis] + end[axis]));
                var index = Array.ConvertAll(outputs, i => position(i - begin[axis], length));
                result = result.index_select(axis, tensor(index, device: data.device));
            }
        }

        return result;
    }
}
