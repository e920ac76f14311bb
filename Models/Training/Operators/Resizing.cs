using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Resize and Upsample: each axis is multiplied by a matrix of its weights, which covers every mode and has a gradient.</summary>
internal static class Resizing
{
    public static Tensor Resize(NodeCall call)
    {
        const int firstWithRegion = 11;
        var scalesAt = call.Opset >= firstWithRegion ? 2 : 1;
        var scales = call.Has(scalesAt) && call.Doubles(scalesAt) is { Length: > 0 } given ? given : null;
        var sizes = call.Has(3) && call.Longs(3) is { Length: > 0 } wanted ? wanted : null;
        var mode = call.Text("mode", "nearest");
        // Opset 10 and Upsample know no coordinate modes; theirs is asymmetric.
        var old = call.Opset < firstWithRegion;
        return Apply(call, scales, sizes, mode, old ? "asymmetric" : call.Text("coordinate_transformation_mode", "half_pixel"),
            old ? "simple" : call.Text("nearest_mode", "round_prefer_floor"));
    }

    public static Tensor Upsample(NodeCall call) => Apply(
        call, call.Node.Find("scales") is { } scales ? [.. scales.Floats.Select(f => (double)f)] : call.Doubles(1), null,
        call.Text("mode", "nearest"), "asymmetric", "simple");

    private static Tensor Apply(NodeCall call, double[]? scales, long[]? sizes, string mode, string coordinates, string nearest)
    {
        var result = call[0].alias();
        var shape = result.shape;
        var axes = call.Longs("axes") ?? [.. Enumerable.Range(0, shape.Length).Select(i => (long)i)];
        (scales, sizes) = KeepAspect(call, shape, axes, scales, sizes);
        foreach (var (i, given) in axes.Index())
        {
            var axis = NodeCall.Axis(given, shape.Length);
            var length = shape[axis];
            var scale = scales?[i] ?? ((double)sizes![i] / length);
            var target = sizes?[i] ?? (long)Math.Floor(length * scale);
            if (target == length && scale == 1)
            {
                continue;
            }

            var weights = ResizeWeights.For(call, mode, coordinates, nearest, length, target, scale);
            using var matrix = tensor(weights, [target, length], device: result.device);
            result = result.movedim([axis], [shape.Length - 1]).matmul(matrix.t().to(result.dtype)).movedim([shape.Length - 1], [axis]);
        }

        return result;
    }

    private static (double[]? Scales, long[]? Sizes) KeepAspect(NodeCall call, long[] shape, long[] axes, double[]? scales, long[]? sizes)
    {
        var policy = call.Text("keep_aspect_ratio_policy", "stretch");
        if (sizes is null || policy == "stretch")
        {
            return (scales, sizes);
        }

        var ratios = axes.Select((a, i) => (double)sizes[i] / shape[NodeCall.Axis(a, shape.Length)]);
        var scale = policy == "not_larger" ? ratios.Min() : ratios.Max();
        return ([.. axes.Select(_ => scale)], [.. axes.Select(a => (long)Math.Round(scale * shape[NodeCall.Axis(a, shape.Length)], MidpointRounding.AwayFromZero))]);
    }
}
