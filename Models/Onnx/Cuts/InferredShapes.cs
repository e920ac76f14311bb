using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// The shapes of tensors as ONNX Runtime infers them from the operators, without weights and without a run: milliseconds, where a run of a
/// large network takes half a second.
/// </summary>
internal static class InferredShapes
{
    // A network of these runs where its shapes can be inferred; of others, a run says whether it does.
    private static readonly HashSet<string> Operators =
    [
        "Add", "ArgMax", "AveragePool", "BatchNormalization", "Cast", "Clip", "Concat", "Conv", "Div", "Dropout", "Elu", "Flatten", "Gemm",
        "GlobalAveragePool", "GlobalMaxPool", "HardSigmoid", "HardSwish", "Identity", "LRN", "LeakyRelu", "MatMul", "MaxPool", "Mul",
        "Pad", "ReduceMean", "Relu", "Reshape", "Sigmoid", "Softmax", "Softplus", "Sub", "Sum", "Tanh", "Transpose",
    ];

    // All inputs of these but the first are stored, or a run says what they do.
    private static readonly HashSet<string> AreStored =
        ["BatchNormalization", "Clip", "Conv", "Dropout", "Gemm", "Pad", "ReduceMean", "Reshape"];

    /// <summary>Infers the shapes for some images.</summary>
    /// <param name="tensors">The tensors.</param>
    /// <param name="images">The number of images.</param>
    /// <param name="size">Their height and width in pixels.</param>
    /// <returns>Null where a run is needed.</returns>
    public static Dictionary<string, MeasuredTensor>? Of(OnnxGraph graph, IReadOnlyList<string> tensors, int images, int size)
    {
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor(tensors);
        var weights = graph.Model.Graph.Initializer.ToDictionary(t => t.Name);
        if (!nodes.All(n => n.IsStandard() && Operators.Contains(n.OpType) && n.Output.Count == 1
            && n.Input.Skip(AreStored.Contains(n.OpType) ? 1 : n.Input.Count).All(i => i.Length == 0 || weights.ContainsKey(i))))
        {
            return null;
        }

        var input = ProtoExtensions.FloatValue(graph.InputName, images, 3, size, size);
        var names = nodes.Select(n => n.Output[0]).ToList();
        var part = graph.With(nodes, names.Select(t => new ValueInfoProto { Name = t }), input: input);
        var light = new ModelProto
        {
            IrVersion = part.Model.IrVersion,
            Graph = RuntimeCheck.WithoutWeights(part.Model.Graph),
            OpsetImport = { part.Model.OpsetImport },
        };
        using var options = RuntimeCheck.Options();
        try
        {
            using var session = new InferenceSession(light.ToByteArray(), options);
            var shapes = names.ToDictionary(t => t, t => Of(session.OutputMetadata[t]));
            shapes[graph.InputName] = new MeasuredTensor([images, 3, size, size], true, true);
            return shapes.Values.All(m => m.Shape.Length > 0 && m.Shape.All(d => d > 0))
                && nodes.All(n => Fits(n, shapes, weights)) ? tensors.ToDictionary(t => t, t => shapes[t]) : null;
        }
        catch (OnnxRuntimeException)
        {
            // A run says what is wrong.
            return null;
        }
    }

    /// <summary>Whether sizes that inference leaves to the run are right.</summary>
    private static bool Fits(NodeProto node, Dictionary<string, MeasuredTensor> shapes, Dictionary<string, TensorProto> weights)
    {
        if (node.OpType is not ("Conv" or "BatchNormalization" or "Gemm" or "Transpose"))
        {
            return true;
        }

        if (!shapes.TryGetValue(node.Input[0], out var input) || input.Shape.Length < 2)
        {
            return false;
        }

        long[][] dims = [.. node.Input.Skip(1).Where(i => i.Length > 0).Select(i => weights[i].Dims.ToArray())];
        if (node.OpType == "Transpose")
        {
            return node.Find("perm") is not { } axes || axes.Ints.Order().SequenceEqual(input.Shape.Select((_, i) => (long)i));
        }

        var (channels, group) = (input.Shape[1], node.Int("group", 1));
        return node.OpType switch
        {
            "Conv" => group > 0 && dims[0].Length == input.Shape.Length && dims[0][1] * group == channels && dims[0][0] % group == 0
                && (node.Find("kernel_shape") is not { } kernel || kernel.Ints.SequenceEqual(dims[0][2..]))
                && dims.Skip(1).All(d => d.SequenceEqual([dims[0][0]])),
            "BatchNormalization" => dims.All(d => d.SequenceEqual([channels])),
            _ => dims.Skip(1).All(d => d.SequenceEqual([shapes[node.Output[0]].Shape[1]])),
        };
    }

    private static MeasuredTensor Of(NodeMetadata tensor) =>
        tensor.IsTensor ? MeasuredTensor.Of(tensor.Dimensions, tensor.ElementDataType) : new MeasuredTensor([], false, false);
}
