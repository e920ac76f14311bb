using System.Runtime.InteropServices;
using Google.Protobuf;
using Transfer.Models.Onnx;
using static TorchSharp.torch;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models;

/// <summary>Random weights, for files without weights and for training from scratch.</summary>
internal static class RandomWeights
{
    private const double Gain = 1.6;
    private const int VarianceInput = 4;

    /// <summary>Gives all float initializers without data normal values of deviation <c>sqrt(1.6 / fan_in)</c>; variances
    /// are above 1.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="path">Its file, for the message.</param>
    /// <param name="seed">The seed; null requires data for all weights.</param>
    /// <returns>The number of initializers that were filled.</returns>
    /// <exception cref="InvalidDataException">An initializer has no data and there is no seed.</exception>
    public static int FillMissing(GraphProto graph, string path, long? seed)
    {
        var constants = graph.Node.Where(n => n.OpType == "Constant" && n.Output.Count > 0 && n.Find("value")?.T is not null).Select(n =>
        {
            var tensor = n.Find("value")!.T;
            tensor.Name = n.Output[0];
            return tensor;
        });
        var missing = graph.Initializer.Concat(constants).Where(HasNoData).ToList();
        if (missing.Count > 0 && seed is null)
        {
            throw new InvalidDataException(
                $"'{path}' has no data for its weight '{missing[0].Name}' [{string.Join(", ", missing[0].Dims)}]. "
                + "Give a file with weights, or a seed for random weights.");
        }

        var variances = graph.Node.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Input.Skip(VarianceInput)).ToHashSet();
        foreach (var (index, tensor) in missing.Index())
        {
            Fill(tensor, Gain, seed!.Value + index);
            if (variances.Contains(tensor.Name))
            {
                Set(tensor, Array.ConvertAll(tensor.ToFloats(), v => 1 + Math.Abs(v)));
            }
        }

        return missing.Count;
    }

    /// <summary>
    /// Replaces the weights of a trained network: kernels become normal with deviation <c>sqrt(2 / fan_in)</c> (He et al., 2015), biases
    /// and shifts 0, scales and variances 1. Masks and other constants stay.
    /// </summary>
    public static void Initialize(GraphProto graph, long seed)
    {
        var (nodes, images) = (graph.Node, graph.Input[0].Name);
        var weights = graph.Initializer.Where(t => t.IsWeight()).ToList();
        var constants = WeightRoles.Frozen([.. nodes], [images], weights, WeightRoles.Images(nodes, images));
        constants.ExceptWith(nodes.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Input.Skip(1)));
        var ones = nodes.Where(n => n.OpType.EndsWith("Normalization", StringComparison.Ordinal))
            .SelectMany(n => n.OpType == "BatchNormalization" ? [n.Input[1], n.Input[4]] : n.Input.Skip(1).Take(1))
            .Concat(nodes.Where(n => n.OpType == "Mul").SelectMany(n => n.Input)).ToHashSet();
        foreach (var (index, tensor) in weights.Index().Where(w => !constants.Contains(w.Item.Name)))
        {
            if (tensor.Dims.Count >= 2 && !(ones.Contains(tensor.Name) && tensor.Dims.Count(d => d > 1) <= 1))
            {
                Fill(tensor, 2, seed + index);
            }
            else
            {
                var values = new float[tensor.ElementCount()];
                Array.Fill(values, ones.Contains(tensor.Name) ? 1 : 0);
                Set(tensor, values);
            }
        }
    }

    private static bool HasNoData(TensorProto tensor) => tensor.IsFloat() && tensor.ElementCount() > 0 && tensor.RawData.IsEmpty;

    /// <summary>Normal values of variance <c>gain / fan_in</c>.</summary>
    private static void Fill(TensorProto tensor, double gain, long seed)
    {
        var fanIn = tensor.Dims.Count <= 2 ? tensor.Dims.FirstOrDefault(1) : tensor.Dims.Skip(1).Product();
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var generator = new Generator((ulong)seed, CPU);
        var factor = Math.Sqrt(gain / fanIn);
        Set(tensor, randn(tensor.ElementCount(), generator: generator).Times(factor).data<float>().ToArray());
    }

    private static void Set(TensorProto tensor, float[] values) => tensor.RawData = (DataType)tensor.DataType switch
    {
        DataType.Double => Bytes(values, v => (double)v),
        DataType.Float16 => Bytes(values, v => (Half)v),
        DataType.Bfloat16 => Bytes(values, v => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16)),
        _ => Bytes(values, v => v),
    };

    private static ByteString Bytes<T>(float[] values, Converter<float, T> convert)
        where T : unmanaged => ByteString.CopyFrom(MemoryMarshal.AsBytes<T>(Array.ConvertAll(values, convert)));
}
