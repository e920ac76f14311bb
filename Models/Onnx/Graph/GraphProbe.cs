using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Runs the part of a network that computes some of its tensors, once, in ONNX Runtime.</summary>
internal static class GraphProbe
{
    /// <param name="images">Images <c>[count, 3, size, size]</c>.</param>
    /// <param name="read">Takes what is wanted of each tensor before it is freed.</param>
    /// <returns>What was taken, in the order of the tensors.</returns>
    /// <exception cref="OnnxRuntimeException">The network does not run so.</exception>
    public static List<T> Run<T>(
        OnnxGraph graph, IReadOnlyCollection<string> tensors, float[] images, int count, int size, Func<OrtValue, T> read,
        GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor(tensors);
        // Without a type, ONNX Runtime infers it: these need not be floats.
        var probe = graph.With(nodes, tensors.Select(t => new ValueInfoProto { Name = t }));
        using var options = new SessionOptions { GraphOptimizationLevel = level, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
        using var session = new InferenceSession(probe.ToByteArray(), options);
        using var input = OrtValue.CreateTensorValueFromMemory(images, [count, 3, size, size]);
        using var run = new RunOptions();
        using var results = session.Run(run, [graph.InputName], [input], [.. tensors]);
        return [.. results.Select(read)];
    }
}
