using System.Globalization;
using Transfer.Models.Onnx;

namespace Transfer.Models.Heads;

/// <summary>Builds the ONNX nodes and weights of a head.</summary>
internal sealed class HeadNodes
{
    private string _layer = "";

    public List<NodeProto> Nodes { get; } = [];

    public List<TensorProto> Weights { get; } = [];

    /// <summary>Begins a layer: nodes and weights that follow are named after it.</summary>
    /// <param name="name">The name, such as <c>head/dense1</c>.</param>
    public void Begin(string name) => _layer = name;

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

    /// <summary>Adds a number.</summary>
    /// <returns>Its name.</returns>
    public string Number(double value) => Weight(string.Create(CultureInfo.InvariantCulture, $"number{Weights.Count}"), [(float)value]);

    /// <summary>Adds the product of a tensor and a number.</summary>
    /// <returns>The name of the product.</returns>
    public string Times(string input, double factor) => Add("Mul", input, Number(factor));
}
