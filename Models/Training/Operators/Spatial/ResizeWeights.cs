namespace Transfer.Models.Training;

/// <summary>The weights of the input in each output position of a resized axis (ONNX specification, Resize).</summary>
/// <param name="call">The node.</param>
/// <param name="coordinates">How positions of the output map to the input.</param>
/// <param name="nearest">How the mode <c>nearest</c> rounds a position.</param>
internal sealed class ResizeWeights(NodeCall call, string coordinates, string nearest)
{
    private readonly string _mode = call.Text("mode", "nearest");

    /// <returns>A matrix <c>[target, length]</c>.</returns>
    public float[] For(long length, long target, double scale)
    {
        var weights = new float[target * length];
        for (var i = 0; i < target; i++)
        {
            var position = Source(i, length, target, (float)scale);
            var row = weights.AsSpan(i * (int)length, (int)length);
            if (_mode == "nearest")
            {
                row[(int)Math.Clamp(Nearest(position, scale), 0, length - 1)] = 1;
            }
            else
            {
                Interpolate(position, scale, row);
            }
        }

        return weights;
    }

    /// <summary>In float32 like ONNX Runtime: where a position lies on the edge of a pixel, the last digit decides.</summary>
    private float Source(long i, long length, long target, float scale) => coordinates switch
    {
        "half_pixel" => ((i + 0.5f) / scale) - 0.5f,
        "pytorch_half_pixel" => target > 1 ? ((i + 0.5f) / scale) - 0.5f : 0,
        "align_corners" => target > 1 ? i * (float)(length - 1) / (target - 1) : 0,
        "asymmetric" => i / scale,
        "tf_half_pixel_for_nn" => (i + 0.5f) / scale,
        "half_pixel_symmetric" => (length / 2f * (1 - (target / (scale * length)))) + ((i + 0.5f) / scale) - 0.5f,
        _ => throw call.Wrong($"coordinate mode '{coordinates}' is not supported"),
    };

    private long Nearest(float position, double scale) => (long)(nearest switch
    {
        "round_prefer_floor" when position - MathF.Floor(position) == 0.5f => MathF.Floor(position),
        "round_prefer_floor" or "round_prefer_ceil" => MathF.Round(position, MidpointRounding.AwayFromZero),
        "floor" => MathF.Floor(position),
        "ceil" => MathF.Ceiling(position),
        // What ONNX Runtime does in opsets without such modes.
        "simple" => scale < 1 ? MathF.Ceiling(position) : MathF.Floor(position),
        _ => throw call.Wrong($"nearest mode '{nearest}' is not supported"),
    });

    private void Interpolate(double position, double scale, Span<float> row)
    {
        // Antialiasing widens the filter when the image becomes smaller.
        var stretch = call.Flag("antialias") && scale < 1 ? 1 / scale : 1;
        var linear = _mode is "linear" or "bilinear";
        var support = (linear ? 1 : 2) * stretch;
        var a = call.Double("cubic_coeff_a", -0.75);
        var exclude = call.Flag("exclude_outside");
        var (first, last) = ((long)Math.Floor(position - support) + 1, (long)Math.Ceiling(position + support) - 1);
        var total = 0.0;
        for (var k = first; k <= last; k++)
        {
            if (exclude && (k < 0 || k >= row.Length))
            {
                continue;
            }

            var distance = Math.Abs(position - k) / stretch;
            var weight = linear ? Math.Max(0, 1 - distance) : Cubic(distance, a);
            total += weight;
            row[(int)Math.Clamp(k, 0, row.Length - 1)] += (float)weight;
        }

        foreach (ref var weight in row)
        {
            weight = (float)(weight / total);
        }
    }

    /// <summary>Keys, 1981: Cubic Convolution Interpolation for Digital Image Processing.</summary>
    private static double Cubic(double x, double a) => x switch
    {
        <= 1 => ((((a + 2) * x) - (a + 3)) * x * x) + 1,
        < 2 => (((((a * x) - (5 * a)) * x) + (8 * a)) * x) - (4 * a),
        _ => 0,
    };
}
