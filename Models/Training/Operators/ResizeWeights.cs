namespace Transfer.Models;

/// <summary>The weights with which each output position of a resized axis takes the input's (ONNX specification, Resize).</summary>
internal static class ResizeWeights
{
    public static float[] For(NodeCall call, string mode, string coordinates, string nearest, long length, long target, double scale)
    {
        var weights = new float[target * length];
        for (var i = 0; i < target; i++)
        {
            var position = Source(call, coordinates, i, length, target, (float)scale);
            var row = weights.AsSpan(i * (int)length, (int)length);
            if (mode == "nearest")
            {
                row[(int)Math.Clamp(Nearest(call, nearest, position, scale), 0, length - 1)] = 1;
            }
            else
            {
                Interpolate(call, mode is "linear" or "bilinear", position, scale, row);
            }
        }

        return weights;
    }

    /// <summary>In float32 as ONNX Runtime computes it: where a position falls on a pixel's edge, the last digit decides.</summary>
    private static float Source(NodeCall call, string coordinates, long i, long length, long target, float scale) => coordinates switch
    {
        "half_pixel" => ((i + 0.5f) / scale) - 0.5f,
        "pytorch_half_pixel" => target > 1 ? ((i + 0.5f) / scale) - 0.5f : 0,
        "align_corners" => target > 1 ? i * (float)(length - 1) / (target - 1) : 0,
        "asymmetric" => i / scale,
        "tf_half_pixel_for_nn" => (i + 0.5f) / scale,
        "half_pixel_symmetric" => HalfPixelSymmetric(i, length, target, scale),
        _ => throw call.Wrong($"coordinate mode '{coordinates}' is not supported"),
    };

    private static float HalfPixelSymmetric(long i, long length, long target, float scale)
    {
        var adjustment = target / (scale * length);
        var centre = length / 2f;
        return (centre * (1 - adjustment)) + ((i + 0.5f) / scale) - 0.5f;
    }

    private static long Nearest(NodeCall call, string mode, float position, double scale) => mode switch
    {
        "round_prefer_floor" => (long)(position - MathF.Floor(position) == 0.5f ? MathF.Floor(position) : MathF.Round(position, MidpointRounding.AwayFromZero)),
        "round_prefer_ceil" => (long)MathF.Round(position, MidpointRounding.AwayFromZero),
        "floor" => (long)MathF.Floor(position),
        "ceil" => (long)MathF.Ceiling(position),
        // What ONNX Runtime does where the opset knows no modes.
        "simple" => (long)(scale < 1 ? MathF.Ceiling(position) : MathF.Floor(position)),
        _ => throw call.Wrong($"nearest mode '{mode}' is not supported"),
    };

    private static void Interpolate(NodeCall call, bool linear, double position, double scale, Span<float> row)
    {
        // Antialiasing widens the filter when the image becomes smaller.
        var stretch = call.Flag("antialias") && scale < 1 ? 1 / scale : 1;
        var support = (linear ? 1 : 2) * stretch;
        var a = call.Double("cubic_coeff_a", -0.75);
        var exclude = call.Flag("exclude_outside");
        var (first, last) = ((long)Math.Floor(position - support) + 1, (long)Math.Ceiling(position + support) - 1);
        var total = 0.0;
        for (var k = first; k <= last; k++)
        {
            var distance = Math.Abs(position - k) / stretch;
            var weight = linear ? Math.Max(0, 1 - distance) : Cubic(distance, a);
            if (exclude && (k < 0 || k >= row.Length))
            {
                continue;
            }

            total += weight;
            row[(int)Math.Clamp(k, 0, row.Length - 1)] += (float)weight;
        }

        for (var k = 0; k < row.Length; k++)
        {
            row[k] = (float)(row[k] / total);
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
