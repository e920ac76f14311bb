using Transfer.Models.Onnx;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>What changes a tensor's shape and not its values.</summary>
internal static class Shaping
{
    public static Tensor Reshape(NodeCall call)
    {
        var shape = call.LongsOf("shape", 1)!;
        if (!call.Flag("allowzero"))
        {
            shape = [.. shape.Select((dim, i) => dim == 0 ? call[0].shape[i] : dim)];
        }

        return call[0].reshape(shape);
    }

    public static Tensor Flatten(NodeCall call)
    {
        var axis = (int)NodeCall.Axis(call.Long("axis", 1), call[0].dim());
        var rows = call[0].shape[..axis].Aggregate(1L, (product, dim) => product * dim);
        return call[0].reshape(rows, call[0].numel() / rows);
    }

    public static Tensor Transpose(NodeCall call) =>
        call[0].permute(call.Longs("perm") ?? [.. Enumerable.Range(0, (int)call[0].dim()).Reverse().Select(i => (long)i)]);

    public static Tensor Squeeze(NodeCall call)
    {
        // Without axes every dimension of 1 goes; the batch is a batch even when it is one image.
        var axes = call.LongsOf("axes", 1) ?? [.. Enumerable.Range(1, (int)call[0].dim() - 1).Where(i => call[0].shape[i] == 1).Select(i => (long)i)];
        var result = call[0].alias();
        foreach (var axis in axes.Select(a => NodeCall.Axis(a, call[0].dim())).OrderDescending())
        {
            result = result.squeeze(axis);
        }

        return result;
    }

    public static Tensor Unsqueeze(NodeCall call)
    {
        var axes = call.LongsOf("axes", 1)!;
        var result = call[0].alias();
        foreach (var axis in axes.Select(a => NodeCall.Axis(a, call[0].dim() + axes.Length)).Order())
        {
            result = result.unsqueeze(axis);
        }

        return result;
    }

    public static Tensor Concat(NodeCall call) => cat([.. Enumerable.Range(0, call.Count).Select(i => call[i])], call.Long("axis", 1));

    public static Tensor[] Split(NodeCall call)
    {
        var axis = NodeCall.Axis(call.Long("axis", 0), call[0].dim());
        var length = call[0].shape[axis];
        var parts = call.Node.Output.Count;
        var chunk = (length + parts - 1) / parts;
        var sizes = call.LongsOf("split", 1) ?? [.. Enumerable.Range(0, parts).Select(i => Math.Clamp(length - (i * chunk), 0, chunk))];
        return call[0].split(sizes, axis);
    }

    public static Tensor Expand(NodeCall call)
    {
        // Both sides broadcast: where the target says 1, the input's dimension stays.
        var (own, target) = (call[0].shape, call.Longs(1));
        var rank = Math.Max(own.Length, target.Length);
        var shape = new long[rank];
        for (var i = 0; i < rank; i++)
        {
            var (a, b) = (i - rank + own.Length, i - rank + target.Length);
            shape[i] = Math.Max(a < 0 ? 1 : own[a], b < 0 ? 1 : target[b]);
        }

        return call[0].expand(shape);
    }

    public static Tensor Tile(NodeCall call) => call[0].repeat(call.Longs(1));

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

    public static Tensor Cast(NodeCall call)
    {
        var type = (TensorProto.Types.DataType)call.Long("to", 1) switch
        {
            TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Float16 or TensorProto.Types.DataType.Bfloat16 => ScalarType.Float32,
            TensorProto.Types.DataType.Double => ScalarType.Float64,
            TensorProto.Types.DataType.Int64 => ScalarType.Int64,
            TensorProto.Types.DataType.Int32 => ScalarType.Int32,
            TensorProto.Types.DataType.Int8 => ScalarType.Int8,
            TensorProto.Types.DataType.Uint8 => ScalarType.Byte,
            TensorProto.Types.DataType.Bool => ScalarType.Bool,
            var other => throw call.Wrong($"it casts to {other}"),
        };
        return call[0].to(type);
    }
}
