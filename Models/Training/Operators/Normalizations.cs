using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Normalizations, always in float32.</summary>
internal static class Normalizations
{
    // The momentum of ONNX is the share of the old statistics.
    private const double OldShare = 0.9;

    private const int ScalePerChannelSince = 21;

    public static Tensor Batch(NodeCall call)
    {
        if (call.Long("spatial", 1) == 0)
        {
            throw call.Wrong("spatial=0 is not supported");
        }

        if (call.Flag("training_mode"))
        {
            return nn.functional.batch_norm(call.Float(0), null, null, call.Float(1), call.Float(2), true, eps: Epsilon(call));
        }

        // With one value per channel there is no variance to learn.
        var learns = call.LearnsStatistics && call[0].numel() > call[1].numel();
        var share = 1 - call.Double("momentum", OldShare);
        return learns
            ? BatchStatistics.Normalize(
                call.Float(0), (call.Float(3), call.Float(4)), (call.Float(1), call.Float(2)), share, Epsilon(call))
            : nn.functional.batch_norm(
                call.Float(0), call.Float(3), call.Float(4), call.Float(1), call.Float(2), training: false, eps: Epsilon(call));
    }

    public static Tensor Instance(NodeCall call) =>
        nn.functional.instance_norm(call.Float(0), null, null, call.Float(1), call.Float(2), eps: Epsilon(call));

    /// <summary>The output, and where they are read the mean and the inverse deviation.</summary>
    public static Tensor[] Layer(NodeCall call)
    {
        var (input, scale, shift) = (call.Float(0), call.Float(1), call.OptionalFloat(2));
        var axis = call.AxisOf(-1);
        var shape = input.shape[(int)axis..];
        var normal = scale.shape.AsSpan().SequenceEqual(shape) && (shift is null || shift.shape.AsSpan().SequenceEqual(shape))
            ? nn.functional.layer_norm(input, shape, scale, shift, Epsilon(call))
            : Affine(nn.functional.layer_norm(input, shape, eps: Epsilon(call)), scale, shift);
        return call.Node.Output.Count == 1 ? [normal] : [normal, .. Statistics(call, input, axis, 1e-5)];
    }

    /// <summary>Mean and inverse deviation from an axis on.</summary>
    public static Tensor[] Statistics(NodeCall call, Tensor input, long axis, double epsilon)
    {
        var axes = NodeCall.Axes(input.dim(), axis);
        var mean = input.mean(axes, keepdim: true);
        return [mean, (input - mean).Square().mean(axes, keepdim: true).Plus(call.Double("epsilon", epsilon)).rsqrt()];
    }

    public static Tensor RootMeanSquare(NodeCall call)
    {
        var input = call.Float(0);
        var axes = NodeCall.Axes(input.dim(), call.AxisOf(-1));
        return input * input.Square().mean(axes, keepdim: true).Plus(Epsilon(call)).rsqrt() * call.Float(1);
    }

    public static Tensor Group(NodeCall call)
    {
        var (input, groups) = (call.Float(0), call.Long("num_groups", 1));
        return Affine(nn.functional.group_norm(input, groups, null, null, Epsilon(call)), PerChannel(1), PerChannel(2));

        // Up to opset 20 there is one value per group.
        Tensor PerChannel(int index)
        {
            var values = call.Float(index);
            var all = call.Opset >= ScalePerChannelSince ? values : values.repeat_interleave(input.shape[1] / groups, 0);
            return all.reshape([1, -1, .. Enumerable.Repeat(1L, (int)input.dim() - 2)]);
        }
    }

    public static Tensor LocalResponse(NodeCall call) => nn.functional.local_response_norm(
        call.Float(0), call.Long("size", 1), call.Double("alpha", 1e-4), call.Double("beta", 0.75), call.Double("bias", 1));

    public static Tensor Lp(NodeCall call)
    {
        var (input, axis) = (call.Float(0), call.Long("axis", -1));
        var length = call.Long("p", 2) == 1 ? input.abs().sum([axis], keepdim: true) : Reductions.Length(input, [axis], keep: true);
        return input / length.AtLeast(1e-30);
    }

    public static Tensor MeanVariance(NodeCall call)
    {
        var (input, axes) = (call.Float(0), call.Longs("axes") ?? [0, 2, 3]);
        var centred = input - input.mean(axes, keepdim: true);
        return centred / centred.Square().mean(axes, keepdim: true).sqrt().Plus(1e-9);
    }

    private static double Epsilon(NodeCall call) => call.Double("epsilon", 1e-5);

    private static Tensor Affine(Tensor normal, Tensor scale, Tensor? shift) =>
        shift is null ? normal * scale : (normal * scale).Plus(shift);
}
