using Microsoft.ML.OnnxRuntime;

namespace Transfer.Models;

/// <summary>Measures tensors of a network: by inference where that is certain, and by a run elsewhere.</summary>
internal sealed class TensorShapes(OnnxGraph graph, IReadOnlyList<string> tensors) : IDisposable
{
    private readonly Lazy<GraphProbe> _probe = new(() => new GraphProbe(graph, tensors, GraphOptimizationLevel.ORT_ENABLE_BASIC));

    /// <summary>The shape of each tensor for some images.</summary>
    /// <exception cref="NotSupportedException">The network does not run on such images.</exception>
    public Dictionary<string, MeasuredTensor> Of(int images, int size) => InferredShapes.Of(graph, tensors, images, size)
        ?? tensors.Zip(_probe.Value.Run(ImageBatch.Black(images, size), MeasuredTensor.Of)).ToDictionary(t => t.First, t => t.Second);

    public void Dispose()
    {
        if (_probe.IsValueCreated)
        {
            _probe.Value.Dispose();
        }
    }
}
