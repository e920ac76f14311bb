using System.Globalization;
using Transfer.Models.Onnx;
using static TorchSharp.torch;

namespace Transfer.Models.Training;

/// <summary>A node and the tensors that it reads: the argument of an operator.</summary>
/// <param name="node">The node.</param>
/// <param name="opset">The version of the standard operators.</param>
/// <param name="compute">The number type of convolutions and matrix products while gradients are computed.</param>
internal sealed class NodeCall(NodeProto node, int opset, ScalarType compute)
{
    private readonly Tensor?[] _inputs = new Tensor?[node.Input.Count];
    private readonly double[]?[] _values = new double[]?[node.Input.Count];

    public NodeProto Node => node;

    public int Opset => opset;

    /// <summary>The number of inputs that the node lists.</summary>
    public int Count => _inputs.Length;

    /// <summary>Whether gradients will be computed.</summary>
    public bool Training { get; set; }

    /// <summary>Whether BatchNormalization learns its statistics; only in a network that is trained from random weights.</summary>
    public bool LearnsStatistics { get; set; }

    public TorchConvolutions Convolutions { get; init; } = TorchConvolutions.Default;

    public Tensor this[int index] => Has(index) && _inputs[index] is { } tensor ? tensor : throw Wrong($"input {index} is missing");

    public bool Has(int index) => index < node.Input.Count && node.Input[index].Length > 0;

    public void Set(int index, Tensor? tensor, double[]? values) => (_inputs[index], _values[index]) = (tensor, values);

    /// <summary>
    /// The number type of convolutions and matrix products: of the options while gradients are computed, and float32 otherwise, as in the
    /// exported file.
    /// </summary>
    public ScalarType ComputeIn => Training ? compute : ScalarType.Float32;

    /// <summary>An input in the number type of convolutions and matrix products.</summary>
    public Tensor Compute(int index) => this[index].is_floating_point() ? As(ComputeIn, index) : this[index];

    /// <summary>An input in float32, for operators that lose too much in 16 bits.</summary>
    public Tensor Float(int index) => As(ScalarType.Float32, index);

    /// <summary>An optional input in float32; null when it is absent.</summary>
    public Tensor? OptionalFloat(int index) => Has(index) ? Float(index) : null;

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

    /// <summary>The attribute <c>axis</c> for the first input, counted from the front.</summary>
    public long AxisOf(long otherwise) => Axis(Long("axis", otherwise), this[0].dim());

    /// <summary>An axis counted from the front.</summary>
    public static long Axis(long axis, long rank) => axis < 0 ? axis + rank : axis;

    /// <summary>The axes from one to the last.</summary>
    public static long[] Axes(long rank, long first = 0) => [.. Enumerable.Range((int)first, (int)(rank - first)).Select(i => (long)i)];

    public NotSupportedException Wrong(string what) =>
        new($"{node.OpType} '{(node.Name.Length > 0 ? node.Name : node.Output[0])}' cannot be trained: {what}.");

    private Tensor As(ScalarType type, int index) => this[index].dtype == type ? this[index] : this[index].to(type);

    // An attribute is a float32, and one that was written as 0.1 is also 0.1 as a double.
    private static double Shortest(float value) => double.Parse($"{value:R}", CultureInfo.InvariantCulture);
}
