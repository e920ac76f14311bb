using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Shapes of inner tensors, measured by running the network once on one black picture.</summary>
internal static class TensorShapes
{
    /// <returns>The shape of each tensor without its batch.</returns>
    /// <exception cref="NotSupportedException">The network does not run at this size.</exception>
    public static Dictionary<string, int[]> Measure(OnnxGraph graph, IReadOnlyCollection<string> tensors, int imageSize)
    {
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor(tensors);
        var probe = graph.With(nodes, tensors.Select(t => ProtoExtensions.FloatValue(t)));
        try
        {
            using var options = new SessionOptions
            {
                GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_BASIC,
                LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            };
            using var session = new InferenceSession(probe.ToByteArray(), options);
            using var input = OrtValue.CreateTensorValueFromMemory(new float[3 * imageSize * imageSize], [1, 3, imageSize, imageSize]);
            using var run = new RunOptions();
            using var results = session.Run(run, [graph.InputName], [input], [.. tensors]);
            return tensors.Zip(results, (name, value) => (name, shape: value.GetTensorTypeAndShape().Shape))
                .ToDictionary(t => t.name, t => t.shape.Skip(1).Select(d => (int)d).ToArray());
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException(
                $"'{graph.Name}' does not run at {imageSize} px: {exception.Message.Split('\n')[0]} Use {(graph.ImageSize is { } size ? $"--image-size {size}, the size in the file" : "another --image-size")}.",
                exception);
        }
    }
}
