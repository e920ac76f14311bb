using Google.Protobuf;
using Google.Protobuf.Collections;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Transfer.Models.Onnx;
using DataType = Transfer.Models.Onnx.TensorProto.Types.DataType;

namespace Transfer.Models.Checking;

/// <summary>
/// A network as its file has it, on the processor and without any optimization of ONNX Runtime: what everything else is compared with.
/// </summary>
internal sealed class UntouchedFile
{
    // More do not fit into the memory of a usual machine.
    private const int MostImages = 1024;

    /// <summary>What is accepted where activations are quantised: they have steps of a 127th, and the roundings of layers add up.</summary>
    public const double ToleranceOfBytes = 0.05;

    private const double ToleranceOfHalves = 0.01;

    private readonly NetworkFile _file;
    private readonly ModelProto _model;
    private readonly GraphTopology _topology;
    private readonly HashSet<string> _computed;

    private UntouchedFile(NetworkFile file)
    {
        _file = file;
        _model = ModelReader.ReadWithWeights(file.Path, file.RandomWeights, file.AllowOutsideData, out _);
        // The one change: ONNX Runtime 1.31.1 crashes on an empty last input, which means the same as none.
        GraphNormalizer.DropEmptyInputs(_model.Graph);
        _topology = new GraphTopology(_model.Graph);
        _computed = [.. _model.Graph.Node.SelectMany(n => n.Output).Where(o => o.Length > 0)];
    }

    /// <summary>The difference that is accepted in any case: what is stored in 16 or 8 bits on the way is rounded to so many.</summary>
    public double Tolerance => _model.Graph.Node.Any(n => n.OpType is "QuantizeLinear" or "DynamicQuantizeLinear"
            || n.OpType.StartsWith("QLinear", StringComparison.Ordinal)) ? ToleranceOfBytes
        : _file.Input.Type is DataType.Float16 || _model.Graph.Node.Any(n => n.OpType == "Cast"
            && (DataType)n.Int("to", 0) is DataType.Float16 or DataType.Bfloat16 && _model.Graph.Initializer.All(t => t.Name != n.Input[0]))
            ? ToleranceOfHalves
        : Rounding.Tolerance;

    /// <summary>Reads the file of a network once more; null for a network that has none.</summary>
    /// <exception cref="IOException">The file is gone.</exception>
    public static UntouchedFile? Of(OnnxGraph graph) => graph.File is { } file ? new UntouchedFile(file) : null;

    /// <summary>Whether the file computes a tensor of this name.</summary>
    public bool Has(string tensor) => _computed.Contains(tensor);

    /// <summary>Computes tensors; those that the file does not have are left out.</summary>
    /// <param name="tensors">Tensors whose first axis is the batch, or any tensors for a single image.</param>
    /// <param name="images">The images.</param>
    /// <exception cref="NotSupportedException">ONNX Runtime does not run the file on such images.</exception>
    public Dictionary<string, float[]> Run(IEnumerable<string> tensors, ImageBatch images)
    {
        string[] wanted = [.. tensors.Where(Has).Distinct()];
        if (wanted.Length == 0)
        {
            return [];
        }

        using var session = Open(PartFor(wanted));
        if (session is null)
        {
            return [];
        }

        try
        {
            return wanted.Zip(Run(session, wanted, images)).ToDictionary(p => p.First, p => p.Second);
        }
        catch (OnnxRuntimeException exception)
        {
            throw new NotSupportedException(
                $"ONNX Runtime cannot run '{_file.Path}' as it is: {exception.Message.Split('\n')[0]}", exception);
        }
    }

    /// <summary>Null where ONNX Runtime takes the file only in its normalised form: there is nothing else to compare with.</summary>
    private static InferenceSession? Open(ModelProto model)
    {
        using var options = new SessionOptions
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        try
        {
            return new InferenceSession(model.ToByteArray(), options);
        }
        catch (OnnxRuntimeException)
        {
            return null;
        }
    }

    /// <summary>The nodes of the file that some tensors need.</summary>
    private ModelProto PartFor(string[] tensors)
    {
        var model = _model.Clone();
        var (graph, nodes) = (model.Graph, _topology.NodesFor(tensors));
        var read = nodes.SelectMany(n => n.Reads()).ToHashSet();
        Replace(graph.Node, nodes);
        Replace(graph.Initializer, [.. graph.Initializer.Where(t => read.Contains(t.Name))]);
        // Files before IR version 4 list initializers among the inputs.
        Replace(graph.Input, [.. graph.Input.Where(i => i.Name == _file.Input.Name || read.Contains(i.Name))]);
        Replace(graph.Output, [.. tensors.Select(t => new ValueInfoProto { Name = t })]);
        // Shapes hold for the image size of the file.
        graph.ValueInfo.Clear();
        foreach (var (axis, dim) in graph.Input.Single(i => i.Name == _file.Input.Name).Type.TensorType.Shape.Dim.Index())
        {
            if (axis > 0)
            {
                dim.DimParam = $"axis{axis}";
            }
        }

        return model;
    }

    /// <summary>Runs one image at a time, or as many as the file is written for: whatever mixes images differs from that.</summary>
    private IEnumerable<float[]> Run(InferenceSession session, string[] tensors, ImageBatch images)
    {
        if (_file.Input.Batch > MostImages)
        {
            throw new NotSupportedException($"'{_file.Path}' takes batches of {_file.Input.Batch:N0} images alone; expected at most "
                + $"{MostImages:N0}. Export it again with a batch that is free.");
        }

        var size = (int)(_file.Input.Batch ?? 1);
        var runs = images.Split(size).Select(part => RunBatch(session, tensors, part)).ToList();
        return tensors.Select((_, i) => runs.SelectMany(r => r[i]).Take(runs[0][i].Length * images.Count / size).ToArray());
    }

    private List<float[]> RunBatch(InferenceSession session, string[] tensors, ImageBatch images)
    {
        var values = _file.Input.IsChannelsLast ? images.ChannelsLast() : images.Values;
        long[] shape = _file.Input.IsChannelsLast
            ? [images.Count, images.Size, images.Size, 3]
            : [images.Count, 3, images.Size, images.Size];
        // The numbers of element types are the same in ONNX and in ONNX Runtime.
        using var input = RuntimeTensors.Create(values, shape, (TensorElementType)_file.Input.Type);
        using var options = new RunOptions();
        using var results = session.Run(options, [_file.Input.Name], [input], tensors);
        return [.. results.Select(RuntimeTensors.ReadFloats)];
    }

    private static void Replace<T>(RepeatedField<T> field, IReadOnlyCollection<T> values)
    {
        field.Clear();
        field.AddRange(values);
    }
}
