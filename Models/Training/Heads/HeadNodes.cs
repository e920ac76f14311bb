using System.Globalization;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>The ONNX nodes and weights of a head as they are put together.</summary>
internal sealed class HeadNodes
{
    private string _layer = "";

    public List<NodeProto> Nodes { get; } = [];

    public List<TensorProto> Weights { get; } = [];

    /// <summary>The output activation's result gets this name.</summary>
    /// <param name="name">Such as <c>head/dense1</c>; what follows is named after it.</param>
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

    /// <summary>A number for nodes to read.</summary>
    public string Number(double value) => Weight(string.Create(CultureInfo.InvariantCulture, $"number{Weights.Count}"), [(float)value]);

    /// <summary>A tensor times a number.</summary>
    public string Times(string input, double factor) => Add("Mul", input, Number(factor));
}
