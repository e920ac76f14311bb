using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>An affine function of each channel of a map, <c>scale x + shift</c>, such as batch normalisation.</summary>
/// <param name="Scale">A factor for each channel, or one for all.</param>
/// <param name="Shift">A summand for each channel, or one for all.</param>
internal sealed record ChannelAffine(double[] Scale, double[] Shift)
{
    /// <summary>The function that a node computes of one of its inputs; null if it computes anything else.</summary>
    /// <remarks>Exporters write batch normalisation as such, or as a product and a sum with constants <c>[1, C, 1, 1]</c>.</remarks>
    public static ChannelAffine? Of(NodeProto node, string input, Dictionary<string, TensorProto> weights)
    {
        switch (node.OpType)
        {
            case "BatchNormalization" when node.Input[0] == input:
                return Normalization(node, weights);
            case "Mul" when Constant(node, input, weights) is { } factors:
                return new ChannelAffine(factors, [0]);
            case "Add" when Constant(node, input, weights) is { } summands:
                return new ChannelAffine([1], summands);
            default:
                return null;
        }
    }

    /// <summary>Whether it has numbers for a map with so many channels.</summary>
    public bool Fits(int channels) => (Scale.Length == 1 || Scale.Length == channels) && (Shift.Length == 1 || Shift.Length == channels);

    /// <summary>Folds the function into the convolution before it.</summary>
    /// <param name="kernels"><c>[K, C, 3, 3]</c>, changed in place.</param>
    /// <param name="bias"><c>[K]</c>, changed in place.</param>
    public void Apply(float[] kernels, float[] bias)
    {
        var each = kernels.Length / bias.Length;
        for (var k = 0; k < bias.Length; k++)
        {
            var (scale, shift) = (Scale[k % Scale.Length], Shift[k % Shift.Length]);
            foreach (ref var weight in kernels.AsSpan(k * each, each))
            {
                weight = (float)(weight * scale);
            }

            bias[k] = (float)((bias[k] * scale) + shift);
        }
    }

    private static ChannelAffine? Normalization(NodeProto node, Dictionary<string, TensorProto> weights)
    {
        if (node.Int("training_mode", 0) != 0 || node.Output.Count(o => o.Length > 0) != 1 || !node.Input.Skip(1).All(weights.ContainsKey))
        {
            return null;
        }

        double[][] values = [.. node.Input.Skip(1).Select(i => weights[i].ToDoubles().ToArray())];
        var epsilon = node.Find("epsilon") is { } attribute ? attribute.F : 1e-5f;
        var scale = values[0].Zip(values[3], (gamma, variance) => gamma / Math.Sqrt(variance + epsilon)).ToArray();
        return new ChannelAffine(scale, [.. values[1].Select((beta, k) => beta - (values[2][k] * scale[k]))]);
    }

    /// <summary>The other of two inputs, if it is one number or a number for each channel.</summary>
    private static double[]? Constant(NodeProto node, string input, Dictionary<string, TensorProto> weights)
    {
        var other = node.Input[0] == input ? node.Input[1] : node.Input[0];
        return other != input && weights.TryGetValue(other, out var tensor) && tensor.DataType == (int)TensorProto.Types.DataType.Float
            && tensor.Dims is [] or [1] or [_, 1, 1] or [1, _, 1, 1]
            ? [.. tensor.ToDoubles()]
            : null;
    }
}
