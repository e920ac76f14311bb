using System.Globalization;
using Transfer.Models.Onnx;
using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>One node with the tensors that it reads: what an operator sees.</summary>
/// <param name="node">The node.</param>
/// <param name="opset">The version of the standard operators.</param>
/// <param name="compute">The type in which convolutions and matrix products are computed.</param>
internal sealed class NodeCall(NodeProto node, int opset, ScalarType compute)
{
    private readonly Tensor?[] _inputs = new Tensor?[node.Input.Count];
    private readonly double[]?[] _values = new double[]?[node.Input.Count];

    public NodeProto Node => node;

    public int Opset => opset;

    /// <summary>How many inputs the node lists, absent ones at the end left out.</summary>
    public int Count => _inputs.Length;

    /// <summary>Whether gradients will be asked for.</summary>
    public bool Training { get; set; }

    /// <summary>Whether BatchNormalization learns its statistics: only where a network is trained from random weights.</summary>
    public bool LearnsStatistics { get; set; }

    public Tensor this[int index] => Has(index) && _inputs[index] is { } tensor ? tensor : throw Wrong($"input {index} is missing");

    public bool Has(int index) => index < node.Input.Count && node.Input[index].Length > 0;

    public void Set(int index, Tensor? tensor, double[]? values) => (_inputs[index], _values[index]) = (tensor, values);

    public Tensor? Optional(int index) => Has(index) ? this[index] : null;

    /// <summary>The type in which convolutions and matrix products are computed.</summary>
    public ScalarType ComputeIn => compute;

    /// <summary>An input in the type that convolutions and matrix products are computed in.</summary>
    public Tensor Compute(int index) => this[index] is var tensor && tensor.dtype != compute && tensor.is_floating_point() ? tensor.to(compute) : tensor;

    /// <summary>An input in float32, for what loses too much in half of the bits.</summary>
    public Tensor Float(int index) => this[index] is var tensor && tensor.dtype != ScalarType.Float32 ? tensor.to(ScalarType.Float32) : tensor;

    /// <summary>The integers of an input that does not depend on the image.</summary>
    public long[] Longs(int index) => Array.ConvertAll(Doubles(index), v => (long)v);

    public double[] Doubles(int index) => _values[index]
        ?? throw Wrong($"its input {index} ('{node.Input[index]}') is computed from the image, and only a constant is supported");

    public double? Scalar(int index) => Has(index) ? Doubles(index)[0] : null;

    /// <summary>Integers that are an attribute in old opsets and an input in new ones; null when there are none.</summary>
    public long[]? LongsOf(string attribute, int input) => Has(input) ? Longs(input) : Longs(attribute);

    public long Long(string attribute, long otherwise) => node.Find(attribute) is { } a ? a.I : otherwise;

    public long[]? Longs(string attribute) => node.Find(attribute) is { } a ? [.. a.Ints] : null;

    public double Double(string attribute, double otherwise) => node.Find(attribute) is { } a ? Shortest(a.F) : otherwise;

    public string Text(string attribute, string otherwise) => node.Find(attribute) is { } a ? a.S.ToStringUtf8() : otherwise;

    public bool Flag(string attribute, bool otherwise = false) => Long(attribute, otherwise ? 1 : 0) != 0;

    /// <summary>An axis counted from the front.</summary>
    public static long Axis(long axis, long rank) => axis < 0 ? axis + rank : axis;

    public NotSupportedException Wrong(string what) => new($"{node.OpType} '{(node.Name.Length > 0 ? node.Name : node.Output[0])}' cannot be trained: {what}.");

    // An attribute is a float32; what was written as 0.1 is to be 0.1 as a double too.
    private static double Shortest(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
