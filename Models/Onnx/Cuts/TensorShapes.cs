using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Shapes of inner tensors, measured by running the network once on one black image.</summary>
internal static class TensorShapes
{
    /// <returns>The shape of each tensor without its batch.</returns>
    /// <exception cref="NotSupportedException">The network does not run at this size.</exception>
    public static Dictionary<string, int[]> Measure(OnnxGraph graph, IReadOnlyCollection<string> tensors, int imageSize)
    {
        try
        {
            var shapes = GraphProbe.Run(
                graph, tensors, new float[3 * imageSize * imageSize], 1, imageSize, value => value.GetTensorTypeAndShape().Shape, GraphOptimizationLevel.ORT_ENABLE_BASIC);
            return tensors.Zip(shapes).ToDictionary(t => t.First, t => t.Second.Skip(1).Select(d => (int)d).ToArray());
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException(
                $"'{graph.Name}' does not run at {imageSize} px: {exception.Message.Split('\n')[0]} Use {(graph.ImageSize is { } size ? $"--image-size {size}, the size in the file" : "another --image-size")}.",
                exception);
        }
    }
}
