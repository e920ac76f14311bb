using static TorchSharp.torch;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Training;

/// <summary>Operators that change the shape of a tensor, or the type of its values.</summary>
internal static class Shaping
{
    public static Tensor Reshape(NodeCall call)
    {
        var shape = call.LongsOf("shape", 1)!;
        return call[0].reshape(call.Flag("allowzero") ? shape : [.. shape.Select((dim, i) => dim == 0 ? call[0].shape[i] : dim)]);
    }

    public static Tensor Flatten(NodeCall call) => Flatten(call, call[0]);

    /// <summary>A tensor as a matrix: the axes before the attribute <c>axis</c>, and those from it on.</summary>
    public static Tensor Flatten(NodeCall call, Tensor input)
    {
        var axis = (int)call.AxisOf(1);
        return input.reshape(input.shape[..axis].Product(), input.shape[axis..].Product());
    }

    public static Tensor Transpose(NodeCall call) => call[0].permute(call.Longs("perm") ?? [.. NodeCall.Axes(call[0].dim()).Reverse()]);

    public static Tensor Squeeze(NodeCall call)
    {
        // Without axes all dimensions of 1 are removed, except the batch of a single image.
        var axes = call.LongsOf("axes", 1) ?? [.. NodeCall.Axes(call[0].dim(), 1).Where(i => call[0].shape[i] == 1)];
        return axes.Select(a => NodeCall.Axis(a, call[0].dim())).OrderDescending().Aggregate(call[0].alias(), (x, axis) => x.squeeze(axis));
    }

    public static Tensor Unsqueeze(NodeCall call)
    {
        var axes = call.LongsOf("axes", 1)!;
        var rank = call[0].dim() + axes.Length;
        return axes.Select(a => NodeCall.Axis(a, rank)).Order().Aggregate(call[0].alias(), (x, axis) => x.unsqueeze(axis));
    }

    public static Tensor Concat(NodeCall call) => cat([.. Enumerable.Range(0, call.Count).Select(i => call[i])], call.Long("axis", 1));

    public static Tensor[] Split(NodeCall call)
    {
        var axis = call.AxisOf(0);
        var length = call[0].shape[axis];
        var parts = call.Node.Output.Count;
        var chunk = (length + parts - 1) / parts;
        var sizes = call.LongsOf("split", 1) ?? [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(length - (i * chunk), 0, chunk))];
        return call[0].split(sizes, axis);
    }

    public static Tensor Expand(NodeCall call)
    {
        // Both sides broadcast: where the target says 1, the dimension of the input stays.
        var (own, target) = (call[0].shape, call.Longs(1));
        var rank = Math.Max(own.Length, target.Length);
        return call[0].expand(Array.ConvertAll(NodeCall.Axes(rank), axis => Math.Max(Dim(own, axis), Dim(target, axis))));

        long Dim(long[] dims, long axis) => axis < rank - dims.Length ? 1 : dims[axis - rank + dims.Length];
    }

    public static Tensor DepthToSpace(NodeCall call)
    {
        var (x, block) = (call[0], call.Long("blocksize", 1));
        var (n, c, h, w) = (x.shape[0], x.shape[1] / (block * block), x.shape[2], x.shape[3]);
        var parts = call.Text("mode", "DCR") == "DCR"
            ? x.reshape(n, block, block, c, h, w).permute(0, 3, 4, 1, 5, 2)
            : x.reshape(n, c, block, block, h, w).permute(0, 1, 4, 2, 5, 3);
        return parts.reshape(n, c, h * block, w * block);
    }

    public static Tensor SpaceToDepth(NodeCall call)
    {
        var (x, block) = (call[0], call.Long("blocksize", 1));
        var (n, c, h, w) = (x.shape[0], x.shape[1], x.shape[2] / block, x.shape[3] / block);
        return x.reshape(n, c, h, block, w, block).permute(0, 3, 5, 1, 2, 4).reshape(n, c * block * block, h, w);
    }

    public static Tensor CastLike(NodeCall call) => call[0].to(call[1].dtype);

    public static Tensor Cast(NodeCall call)
    {
        var type = (DataType)call.Long("to", 1);
        return call[0].to(TypeOf(type) ?? throw call.Wrong($"it casts to {type}"));
    }

    /// <summary>The type that stands for an ONNX type while training; null when there is none.</summary>
    public static ScalarType? TypeOf(DataType type) => type switch
    {
        DataType.Float or DataType.Float16 or DataType.Bfloat16 => ScalarType.Float32,
        DataType.Double => ScalarType.Float64,
        DataType.Int64 => ScalarType.Int64,
        DataType.Int32 => ScalarType.Int32,
        DataType.Int8 => ScalarType.Int8,
        DataType.Uint8 => ScalarType.Byte,
        DataType.Bool => ScalarType.Bool,
        _ => null,
    };
}
