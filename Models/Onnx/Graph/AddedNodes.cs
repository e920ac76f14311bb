using System.Globalization;
using System.Text;
using Google.Protobuf;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Builds nodes and weights that an exported file has in addition to its network.</summary>
internal sealed class AddedNodes
{
    private string _layer = "";

    public List<NodeProto> Nodes { get; } = [];

    public List<TensorProto> Weights { get; } = [];

    /// <summary>Begins a layer: nodes and weights that follow are named after it.</summary>
    /// <param name="name">The name, such as <c>head/dense1</c>.</param>
    /// <returns>This.</returns>
    public AddedNodes Begin(string name)
    {
        _layer = name;
        return this;
    }

    /// <summary>Adds a node.</summary>
    /// <returns>The name of its result.</returns>
    public string Add(string operatorName, params string[] inputs) => Add(operatorName, inputs, []);

    /// <inheritdoc cref="Add(string, string[])"/>
    public string Add(string operatorName, string[] inputs, (string Name, long[] Value)[] attributes, string? output = null)
    {
        output ??= string.Create(CultureInfo.InvariantCulture, $"{_layer}/{operatorName.ToLowerInvariant()}{Nodes.Count}");
        Nodes.Add(ProtoExtensions.Node(operatorName, inputs, output, attributes));
        return output;
    }

    /// <summary>Adds a weight of the layer.</summary>
    /// <returns>Its name.</returns>
    public string Weight(string name, ReadOnlySpan<float> values, params ReadOnlySpan<long> dims)
    {
        Weights.Add(ProtoExtensions.Tensor($"{_layer}/{name}", values, dims));
        return $"{_layer}/{name}";
    }

    /// <summary>Adds stored integers.</summary>
    /// <returns>Their name.</returns>
    public string Integers(params ReadOnlySpan<long> values)
    {
        Weights.Add(ProtoExtensions.Tensor(NextWeight("integers"), values));
        return Weights[^1].Name;
    }

    /// <summary>Adds a stored integer without dimensions.</summary>
    /// <returns>Its name.</returns>
    public string Index(long value)
    {
        var name = Integers(value);
        Weights[^1].Dims.Clear();
        return name;
    }

    /// <summary>Adds stored texts.</summary>
    /// <returns>Their name.</returns>
    public string Texts(IReadOnlyCollection<string> texts)
    {
        Weights.Add(new TensorProto
        {
            Name = NextWeight("texts"),
            DataType = (int)TensorProto.Types.DataType.String,
            Dims = { texts.Count },
            StringData = { texts.Select(text => ByteString.CopyFrom(text, Encoding.UTF8)) },
        });
        return Weights[^1].Name;
    }

    /// <summary>Adds a number.</summary>
    /// <returns>Its name.</returns>
    public string Number(double value)
    {
        Weights.Add(ProtoExtensions.Tensor(NextWeight("number"), [(float)value], []));
        return Weights[^1].Name;
    }

    /// <summary>Adds the product of a tensor and a number.</summary>
    /// <returns>The name of the product.</returns>
    public string Times(string input, double factor) => Add("Mul", input, Number(factor));

    private string NextWeight(string kind) => string.Create(CultureInfo.InvariantCulture, $"{_layer}/{kind}{Weights.Count}");
}
