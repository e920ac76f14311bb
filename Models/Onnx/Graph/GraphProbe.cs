using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;

namespace Transfer.Models;

/// <summary>Computes inner tensors of a network in ONNX Runtime.</summary>
internal sealed class GraphProbe : IDisposable
{
    private readonly OnnxGraph _graph;
    private readonly string[] _tensors;
    private readonly InferenceSession _session;

    /// <param name="graph">The network; only the part that the tensors need is loaded.</param>
    /// <param name="tensors">The tensors to compute, of any type.</param>
    /// <param name="level">The optimizations of ONNX Runtime.</param>
    /// <exception cref="NotSupportedException">ONNX Runtime does not load the network.</exception>
    public GraphProbe(OnnxGraph graph, IEnumerable<string> tensors, GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        (_graph, _tensors) = (graph, [.. tensors]);
        // An output without a type gets it from ONNX Runtime.
        var nodes = new GraphTopology(graph.Model.Graph).NodesFor(_tensors);
        var probe = graph.With(nodes, _tensors.Select(t => new ValueInfoProto { Name = t }));
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = level,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            _session = new InferenceSession(probe.ToByteArray(), options);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException($"ONNX Runtime cannot load '{graph.Name}': {exception.Message.Split('\n')[0]}", exception);
        }
    }

    /// <summary>The shape, type and numbers of a tensor.</summary>
    public static TensorProto Read(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        // The numbers of element types are the same in ONNX and in ONNX Runtime.
        var data = ByteString.CopyFrom(value.GetTensorMutableRawData());
        return new TensorProto { Name = "computed", DataType = (int)info.ElementDataType, Dims = { info.Shape }, RawData = data };
    }

    /// <summary>The values of tensors by name; the name of the image input gives the images.</summary>
    /// <exception cref="NotSupportedException">The network does not run on such images.</exception>
    public static Dictionary<string, float[]> Floats(
        OnnxGraph graph, IEnumerable<string> tensors, ImageBatch images,
        GraphOptimizationLevel level = GraphOptimizationLevel.ORT_ENABLE_ALL)
    {
        using var probe = new GraphProbe(graph, tensors.Where(t => t != graph.InputName).Distinct(), level);
        var runs = graph.RunsOneByOne ? images.Split(1) : [images];
        var read = runs.Select(part => probe.Run(part, RuntimeTensors.ReadFloats)).ToList();
        return probe._tensors.Select((name, i) => (name, read.SelectMany(values => values[i]).ToArray()))
            .Append((graph.InputName, images.Values)).ToDictionary(p => p.Item1, p => p.Item2);
    }

    /// <summary>Runs the network.</summary>
    /// <param name="images">The images.</param>
    /// <param name="read">Reads what is wanted of a tensor before it is freed.</param>
    /// <returns>What was read, in the order of the tensors.</returns>
    /// <exception cref="NotSupportedException">The network does not run on such images.</exception>
    public List<T> Run<T>(ImageBatch images, Func<OrtValue, T> read)
    {
        using var input = OrtValue.CreateTensorValueFromMemory(images.Values, [images.Count, 3, images.Size, images.Size]);
        using var options = new RunOptions();
        try
        {
            using var results = _session.Run(options, [_graph.InputName], [input], _tensors);
            return [.. results.Select(read)];
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException(
                $"'{_graph.Name}' does not run at {images.Size} px with a batch of {images.Count}: {exception.Message.Split('\n')[0]} "
                + Remedy(images),
                exception);
        }
    }

    public void Dispose() => _session.Dispose();

    private string Remedy(ImageBatch images) => _graph.ImageSize switch
    {
        null => "Choose another image size.",
        { } size when size != images.Size => $"Choose {size} pixels, the image size in the file.",
        _ when images.Count > 1 => "Export it with a dynamic batch.",
        _ => "That is the image size in the file, so the file is wrong. Export it again.",
    };
}
