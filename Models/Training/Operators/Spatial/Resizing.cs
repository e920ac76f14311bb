using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>Resize and Upsample: each axis is multiplied by a matrix of weights, which covers all modes and has a gradient.</summary>
internal static class Resizing
{
    private const int CoordinateModesSince = 11;

    public static Tensor Resize(NodeCall call)
    {
        var old = call.Opset < CoordinateModesSince;
        var scalesAt = old ? 1 : 2;
        var scales = call.Has(scalesAt) && call.Doubles(scalesAt) is { Length: > 0 } given ? given : null;
        var sizes = call.Has(3) && call.Longs(3) is { Length: > 0 } wanted ? wanted : null;
        return Apply(call, scales, sizes, old ? Asymmetric(call) : new ResizeWeights(
            call, call.Text("coordinate_transformation_mode", "half_pixel"), call.Text("nearest_mode", "round_prefer_floor")));
    }

    public static Tensor Upsample(NodeCall call) => Apply(
        call, call.Node.Find("scales") is { } scales ? [.. scales.Floats.Select(f => (double)f)] : call.Doubles(1), null, Asymmetric(call));

    /// <summary>Upsample, and Resize before opset 11, have no coordinate modes.</summary>
    private static ResizeWeights Asymmetric(NodeCall call) => new(call, "asymmetric", "simple");

    private static Tensor Apply(NodeCall call, double[]? scales, long[]? sizes, ResizeWeights weights)
    {
        var result = call[0].alias();
        var shape = result.shape;
        var axes = Array.ConvertAll(call.Longs("axes") ?? NodeCall.Axes(shape.Length), axis => NodeCall.Axis(axis, shape.Length));
        (scales, sizes) = KeepAspect(call, Array.ConvertAll(axes, axis => shape[axis]), scales, sizes);
        foreach (var (i, axis) in axes.Index())
        {
            var length = shape[axis];
            var scale = scales?[i] ?? ((double)sizes![i] / length);
            var target = sizes?[i] ?? (long)Math.Floor(length * scale);
            if (target == length && scale == 1)
            {
                continue;
            }

            using var matrix = tensor(weights.For(length, target, scale), [target, length], device: result.device);
            result = result.movedim([axis], [shape.Length - 1]).MatrixProduct(matrix.t().to(result.dtype))
                .movedim([shape.Length - 1], [axis]);
        }

        return result;
    }

    private static (double[]? Scales, long[]? Sizes) KeepAspect(NodeCall call, long[] lengths, double[]? scales, long[]? sizes)
    {
        var policy = call.Text("keep_aspect_ratio_policy", "stretch");
        if (sizes is null || policy == "stretch")
        {
            return (scales, sizes);
        }

        var ratios = sizes.Zip(lengths, (size, length) => (double)size / length);
        var scale = policy == "not_larger" ? ratios.Min() : ratios.Max();
        sizes = Array.ConvertAll(lengths, length => (long)Math.Round(scale * length, MidpointRounding.AwayFromZero));
        return (Array.ConvertAll(lengths, _ => scale), sizes);
    }
}
