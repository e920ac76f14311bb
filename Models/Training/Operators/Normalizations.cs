using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Normalisations, always in float32.</summary>
internal static class Normalizations
{
    // torch's momentum is the share of the new batch, ONNX' that of the old statistics; 0.9 is ONNX' default.
    private const double OldShare = 0.9;

    public static Tensor Batch(NodeCall call)
    {
        if (call.Long("spatial", 1) == 0)
        {
            throw call.Wrong("spatial=0 is not supported");
        }

        var epsilon = call.Double("epsilon", 1e-5);
        // With one value a channel there is no variance to learn.
        var learns = call.LearnsStatistics && call[0].numel() > call[1].numel();
        return nn.functional.batch_norm(call.Float(0), call.Float(3), call.Float(4), call.Float(1), call.Float(2), learns, 1 - call.Double("momentum", OldShare), epsilon);
    }

    public static Tensor Instance(NodeCall call) =>
        nn.functional.instance_norm(call.Float(0), null, null, call.Float(1), call.Float(2), eps: call.Double("epsilon", 1e-5));

    public static Tensor Layer(NodeCall call)
    {
        var input = call.Float(0);
        var shape = input.shape[(int)NodeCall.Axis(call.Long("axis", -1), input.dim())..];
        var scale = call.Float(1);
        return scale.shape.AsSpan().SequenceEqual(shape) && (!call.Has(2) || call.Float(2).shape.AsSpan().SequenceEqual(shape))
            ? nn.functional.layer_norm(input, shape, scale, call.Has(2) ? call.Float(2) : null, call.Double("epsilon", 1e-5))
            : Affine(nn.functional.layer_norm(input, shape, eps: call.Double("epsilon", 1e-5)), scale, call.Has(2) ? call.Float(2) : null);
    }

    public static Tensor RootMeanSquare(NodeCall call)
    {
        var input = call.Float(0);
        var first = NodeCall.Axis(call.Long("axis", -1), input.dim());
        long[] axes = [.. Enumerable.Range((int)first, (int)(input.dim() - first)).Select(i => (long)i)];
        return input * (input.pow(2).mean(axes, keepdim: true) + call.Double("epsilon", 1e-5)).rsqrt() * call.Float(1);
    }

    public static Tensor Group(NodeCall call)
    {
        var (input, groups) = (call.Float(0), call.Long("num_groups", 1));
        var normal = nn.functional.group_norm(input, groups, null, null, call.Double("epsilon", 1e-5));
        return Affine(normal, PerChannel(call.Float(1), input, groups, call.Opset), PerChannel(call.Float(2), input, groups, call.Opset));
    }

    public static Tensor LocalResponse(NodeCall call) => nn.functional.local_response_norm(
        call.Float(0), call.Long("size", 1), call.Double("alpha", 1e-4), call.Double("beta", 0.75), call.Double("bias", 1));

    public static Tensor Lp(NodeCall call)
    {
        var (input, order) = (call.Float(0), call.Long("p", 2));
        var axis = call.Long("axis", -1);
        var length = order == 1 ? input.abs().sum([axis], keepdim: true) : input.pow(2).sum([axis], keepdim: true).sqrt();
        return input / length.clamp(min: 1e-30);
    }

    public static Tensor MeanVariance(NodeCall call)
    {
        var (input, axes) = (call.Float(0), call.Longs("axes") ?? [0, 2, 3]);
        var centred = input - input.mean(axes, keepdim: true);
        return centred / (centred.pow(2).mean(axes, keepdim: true).sqrt() + 1e-9);
    }

    private static Tensor Affine(Tensor normal, Tensor scale, Tensor? shift) => shift is null ? normal * scale : (normal * scale) + shift;

    /// <summary>Opset 18 has one value a group, 21 one a channel.</summary>
    private static Tensor PerChannel(Tensor values, Tensor input, long groups, int opset)
    {
        const int perChannelSince = 21;
        var all = opset >= perChannelSince ? values : values.repeat_interleave(input.shape[1] / groups, 0);
        return all.reshape([1, -1, .. Enumerable.Repeat(1L, (int)input.dim() - 2)]);
    }
}
