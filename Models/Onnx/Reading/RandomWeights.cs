using System.Runtime.InteropServices;
using Google.Protobuf;
using TorchSharp;
using Transfer.Models.Onnx;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>Random weights: for files that come without any, and for training from scratch.</summary>
internal static class RandomWeights
{
    private const double Gain = 1.6;

    public static bool HasNoData(TensorProto tensor) => tensor.IsFloat() && tensor.ElementCount() > 0 && tensor.RawData.IsEmpty
        && tensor.FloatData.Count == 0 && tensor.Int32Data.Count == 0 && tensor.DoubleData.Count == 0;

    /// <summary>Gives every float initializer without data normal numbers of deviation <c>sqrt(1.6 / fan_in)</c>.</summary>
    /// <returns>How many were filled.</returns>
    public static int FillMissing(GraphProto graph, long seed)
    {
        var missing = graph.Initializer.Where(HasNoData).ToList();
        foreach (var (index, tensor) in missing.Index())
        {
            Fill(tensor, Math.Sqrt(Gain / FanIn(tensor)), seed + index);
        }

        return missing.Count;
    }

    /// <summary>Forgets what a network has learnt: kernels become normal with deviation <c>sqrt(2 / fan_in)</c> (He et al., 2015), biases and shifts 0, scales and variances 1.</summary>
    public static void Forget(GraphProto graph, long seed)
    {
        var ones = graph.Node.Where(n => n.OpType.EndsWith("Normalization", StringComparison.Ordinal))
            .SelectMany(n => n.OpType == "BatchNormalization" ? new[] { n.Input[1], n.Input[4] } : n.Input.Skip(1).Take(1)).ToHashSet();
        foreach (var (index, tensor) in graph.Initializer.Where(StaticValues.IsWeight).Index())
        {
            if (tensor.Dims.Count >= 2)
            {
                Fill(tensor, Math.Sqrt(2.0 / FanIn(tensor)), seed + index);
            }
            else
            {
                var values = new float[tensor.ElementCount()];
                Array.Fill(values, ones.Contains(tensor.Name) ? 1 : 0);
                Set(tensor, values);
            }
        }
    }

    private static long FanIn(TensorProto tensor) => tensor.Dims.Count <= 2 ? tensor.Dims[0] : tensor.Dims.Skip(1).Aggregate(1L, (product, dim) => product * dim);

    private static void Fill(TensorProto tensor, double deviation, long seed)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var generator = new Generator((ulong)seed, CPU);
        // Disposed of here, lest it be collected while the product still reads it.
        using Scalar factor = deviation;
        var values = randn(tensor.ElementCount(), generator: generator) * factor;
        generator.Dispose();
        Set(tensor, values.data<float>().ToArray());
    }

    private static void Set(TensorProto tensor, float[] values)
    {
        tensor.DataType = (int)TensorProto.Types.DataType.Float;
        tensor.FloatData.Clear();
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(MemoryMarshal.AsBytes<float>(values).ToArray());
    }
}
