using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>
/// Lets ONNX Runtime check operators, attributes, types and shapes of a network before anything relies on them. Large weights are left out,
/// so it takes milliseconds.
/// </summary>
internal static class RuntimeCheck
{
    private const int LargestKept = 4096;
    private const string NotImplemented = "ErrorCode:NotImplemented";

    /// <exception cref="NotSupportedException">ONNX Runtime does not load the network.</exception>
    public static void Load(ModelProto model, string path)
    {
        var graph = WithoutWeights(model.Graph);
        using var options = Options();
        var light = new ModelProto { IrVersion = model.IrVersion, Graph = graph, OpsetImport = { model.OpsetImport } };
        try
        {
            using var session = new InferenceSession(light.ToByteArray(), options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException(Missing(model.Graph, exception.Message) is { } missing
                ? $"'{path}' has the operator {missing}, which ONNX Runtime {ConvBase.RuntimeVersion} does not compute on a processor. "
                    + "Export it again without that operator."
                : $"ONNX Runtime cannot load '{path}': {exception.Message.Split('\n')[0]}", exception);
        }
    }

    /// <summary>The same nodes with large weights as inputs, of which only the shapes are known.</summary>
    public static GraphProto WithoutWeights(GraphProto whole)
    {
        var graph = new GraphProto { Name = whole.Name, Node = { whole.Node }, Input = { whole.Input }, Output = { whole.Output } };
        foreach (var tensor in whole.Initializer)
        {
            // What only has to have a shape becomes an input.
            if (tensor.IsFloat() && tensor.ElementCount() > 0 && (tensor.RawData.IsEmpty || tensor.ElementCount() > LargestKept))
            {
                var value = ProtoExtensions.FloatValue(tensor.Name, [.. tensor.Dims.Select(d => (object)d)]);
                value.Type.TensorType.Shape ??= new TensorShapeProto();
                value.Type.TensorType.ElemType = tensor.DataType;
                graph.Input.Add(value);
            }
            else
            {
                graph.Initializer.Add(tensor);
            }
        }

        return graph;
    }

    /// <summary>How such nodes are loaded: quietly, and without work that only a run needs.</summary>
    public static SessionOptions Options()
    {
        var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            IntraOpNumThreads = 1,
        };
        options.AddSessionConfigEntry("session.disable_prepacking", "1");
        return options;
    }

    /// <summary>The operator that ONNX Runtime knows and has no implementation of; null when that is not what is wrong.</summary>
    private static string? Missing(GraphProto graph, string message) => !message.Contains(NotImplemented, StringComparison.Ordinal) ? null
        : graph.Node.FirstOrDefault(n => message.Contains($" {n.OpType}(", StringComparison.Ordinal)
            || message.Contains($".{n.OpType}(", StringComparison.Ordinal)) is { } node
            ? node.IsStandard() ? node.OpType : $"{node.Domain}.{node.OpType}"
            : null;
}
