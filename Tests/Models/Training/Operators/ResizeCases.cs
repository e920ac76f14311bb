namespace Transfer.Tests.Models.Training.Operators;

internal static class ResizeCases
{
    private static readonly string[] Coordinates =
        ["half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric", "half_pixel_symmetric", "tf_half_pixel_for_nn"];

    private static readonly string[] NearestModes = ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"];
    private static readonly (string Name, string Inputs)[] Targets =
    [
        ("larger by scales", "x[2,2,4,5] - {1.0,1.0,2.0,1.6}"),
        ("smaller by scales", "x[2,2,7,6] - {1.0,1.0,0.7,0.5}"),
        ("larger to sizes", "x[2,2,4,5] - - {2,2,7,8}"),
        ("smaller to sizes", "x[2,2,7,6] - - {2,2,3,4}"),
    ];

    public static OperatorCase[] All { get; } =
    [
        new("Upsample", "nearest, attribute", [7, 8], "x[2,3,4,5]", "scales=[1.0,1.0,2.0,3.0]"),
        new("Upsample", "linear, attribute", [7, 8], "x[2,3,4,5]", "scales=[1.0,1.0,2.0,2.0] mode=linear"),
        new("Upsample", "nearest, input", [9], "x[2,3,4,5] {1.0,1.0,2.0,3.0}"),
        new("Upsample", "linear, input", [9], "x[2,3,4,5] {1.0,1.0,2.0,1.5}", "mode=linear"),
        new("Resize", "opset 10, nearest", [10], "x[2,3,4,5] {1.0,1.0,2.0,1.6}"),
        new("Resize", "opset 10, nearest, smaller", [10], "x[2,3,6,5] {1.0,1.0,0.5,0.6}"),
        new("Resize", "opset 10, linear", [10], "x[2,3,4,5] {1.0,1.0,2.0,1.5}", "mode=linear"),
        new("Resize", "opset 10, linear, smaller", [10], "x[2,3,6,5] {1.0,1.0,0.5,0.6}", "mode=linear"),
        .. Targets.SelectMany(t => Coordinates.SelectMany(c => NearestModes.Select(n =>
            new OperatorCase(
                "Resize", $"nearest, {c}, {n}, {t.Name}", [13], t.Inputs, $"coordinate_transformation_mode={c} nearest_mode={n}")))),
        .. Targets.SelectMany(t => Coordinates.SelectMany(c => new[] { "linear", "cubic" }.Select(m =>
            new OperatorCase("Resize", $"{m}, {c}, {t.Name}", [13, 19], t.Inputs, $"mode={m} coordinate_transformation_mode={c}")))),
        new("Resize", "no attributes", [11, 13, 18, 19, 25], "x[2,3,4,5] {.} {1.0,1.0,2.0,1.6}"),
        new("Resize", "empty scales, sizes", [11, 13], "x[2,3,4,5] {.} {.} {2,3,7,8}"),
        new("Resize", "cubic, own coefficient", [13], "x[2,3,4,5] - {1.0,1.0,2.0,1.6}", "mode=cubic cubic_coeff_a=-0.5"),
        new("Resize", "cubic, outside excluded", [13], "x[2,3,4,5] - {1.0,1.0,2.0,1.6}", "mode=cubic exclude_outside=1"),
        new("Resize", "linear, antialias, smaller", [18, 25], "x[2,3,9,8] - {1.0,1.0,0.4,0.5}", "mode=linear antialias=1"),
        new("Resize", "linear, antialias, to sizes", [18], "x[2,3,9,8] - - {2,3,4,3}", "mode=linear antialias=1"),
        new("Resize", "linear, antialias, larger", [18], "x[2,3,4,5] - {1.0,1.0,2.0,1.6}", "mode=linear antialias=1"),
        new("Resize", "linear, antialias, align_corners", [18], "x[2,3,9,8] - - {2,3,4,3}",
            "mode=linear antialias=1 coordinate_transformation_mode=align_corners"),
        new("Resize", "cubic, antialias, smaller", [18], "x[2,3,9,8] - {1.0,1.0,0.4,0.5}", "mode=cubic antialias=1"),
        new("Resize", "cubic, antialias, outside excluded", [18], "x[2,3,9,8] - - {2,3,4,3}", "mode=cubic antialias=1 exclude_outside=1"),
        new("Resize", "axes and scales", [18, 25], "x[2,3,4,5] - {2.0,1.6}", "axes=[2,3] mode=linear"),
        new("Resize", "axes from the end and sizes", [18], "x[2,3,4,5] - - {7,8}", "axes=[-2,-1] mode=cubic"),
        new("Resize", "axes out of order", [18], "x[2,3,4,5] - - {8,7}", "axes=[3,2]"),
        new("Resize", "not_larger", [18, 19], "x[2,3,4,5] - - {7,8}", "axes=[2,3] keep_aspect_ratio_policy=not_larger mode=linear"),
        new("Resize", "not_smaller", [18, 19], "x[2,3,4,5] - - {7,8}", "axes=[2,3] keep_aspect_ratio_policy=not_smaller mode=linear"),
        new("Resize", "not_smaller, nearest", [18], "x[2,3,4,5] - - {7,6}", "axes=[2,3] keep_aspect_ratio_policy=not_smaller"),
        new("Resize", "one axis only", [13], "x[2,3,4,5] - {1.0,1.0,1.0,2.0}", "mode=linear"),
        new("Resize", "three axes", [13], "x[2,3,5] - {1.0,1.0,2.0}", "mode=nearest"),
    ];
}
