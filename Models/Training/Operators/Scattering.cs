using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Operators that read or write at positions that a tensor names.</summary>
internal static class Scattering
{
    public static Tensor GatherND(NodeCall call)
    {
        var (data, indices, batch) = (call[0], call[1], (int)call.Long("batch_dims", 0));
        var depth = (int)indices.shape[^1];
        var (images, places) = (data.shape[..batch].Product(), data.shape[batch..(batch + depth)].Product());
        var rows = Positions(indices, data.shape[batch..(batch + depth)]).reshape(images, -1);
        // Each image of the batch has its own rows.
        var first = tensor(NodeCall.Axes(images), device: data.device).Times(places).unsqueeze(1);
        var picked = data.reshape(images * places, -1).index_select(0, rows.Plus(first).flatten());
        return picked.reshape([.. indices.shape[..^1], .. data.shape[(batch + depth)..]]);
    }

    public static Tensor ScatterND(NodeCall call)
    {
        var (data, indices, updates) = (call[0], call[1], call[2]);
        var depth = (int)indices.shape[^1];
        var places = data.shape[..depth];
        var rows = Positions(indices, places).flatten();
        var target = data.reshape(places.Product(), -1);
        return Write(call, target, rows, updates.reshape(rows.numel(), -1)).reshape(data.shape);
    }

    public static Tensor ScatterElements(NodeCall call)
    {
        var (data, updates, axis) = (call[0], call[2], call.AxisOf(0));
        var index = Indexing.FromFront(call[1], data.shape[axis]);
        if (call.Text("reduction", "none") == "none")
        {
            return data.scatter(axis, index, updates);
        }

        var strides = Strides(data.shape);
        var position = index.Times(strides[axis]);
        for (var other = 0; other < index.dim(); other++)
        {
            if (other != axis)
            {
                var steps = tensor(NodeCall.Axes(index.shape[other]), device: data.device).Times(strides[other]);
                position = position.Plus(steps.reshape([.. index.shape.Select((n, i) => i == other ? n : 1)]));
            }
        }

        return Write(call, data.flatten(), position.flatten(), updates.flatten()).reshape(data.shape);
    }

    /// <summary>Values and positions of the largest or smallest.</summary>
    public static Tensor[] TopK(NodeCall call)
    {
        var k = call.Has(1) ? call.Longs(1)[0] : call.Long("k", 1);
        var (values, positions) = call[0].topk((int)k, (int)call.AxisOf(-1), call.Flag("largest", true), call.Flag("sorted", true));
        return [values, positions];
    }

    public static Tensor OneHot(NodeCall call)
    {
        var (depth, values) = (call.Longs(1)[0], call[2]);
        var index = Indexing.FromFront(call[0], depth);
        var axis = NodeCall.Axis(call.Long("axis", -1), index.dim() + 1);
        var classes = tensor(NodeCall.Axes(depth), device: index.device)
            .reshape([depth, .. Enumerable.Repeat(1L, (int)(index.dim() - axis))]);
        return where(index.unsqueeze(axis).eq(classes), values[1], values[0]);
    }

    private static Tensor Write(NodeCall call, Tensor target, Tensor rows, Tensor updates) => call.Text("reduction", "none") switch
    {
        "none" => target.index_copy(0, rows, updates),
        "add" => target.PlusAt(rows, updates),
        var reduction => throw call.Wrong($"the reduction '{reduction}' is not supported"),
    };

    /// <summary>The last axis of indices as one position in row-major order.</summary>
    private static Tensor Positions(Tensor indices, long[] shape)
    {
        var strides = Strides(shape);
        return Enumerable.Range(0, shape.Length)
            .Select(i => Indexing.FromFront(indices.select(-1, i), shape[i]).Times(strides[i])).Aggregate(TensorArithmetic.Plus);
    }

    private static long[] Strides(long[] shape) => [.. shape.Select((_, i) => shape[(i + 1)..].Product())];
}
