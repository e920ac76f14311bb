using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>GridSample: values at positions of a grid, which runs from -1 to 1 over the map.</summary>
internal static class GridSampling
{
    public static Tensor Sample(NodeCall call)
    {
        var mode = call.Text("mode", "linear") switch
        {
            "linear" or "bilinear" => GridSampleMode.Bilinear,
            "nearest" => GridSampleMode.Nearest,
            var other => throw call.Wrong($"mode '{other}' is not supported"),
        };
        var padding = call.Text("padding_mode", "zeros") switch
        {
            "border" => GridSamplePaddingMode.Border,
            "reflection" => GridSamplePaddingMode.Reflection,
            _ => GridSamplePaddingMode.Zeros,
        };
        return nn.functional.grid_sample(call.Float(0), call.Float(1), mode, padding, call.Flag("align_corners"));
    }
}
