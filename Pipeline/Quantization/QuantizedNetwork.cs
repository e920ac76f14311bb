using Microsoft.ML.OnnxRuntime;
using Transfer.Models.Onnx;
using Transfer.Models.Quantization;
using ModelMetadata = Transfer.Models.Export.ModelMetadata;

namespace Transfer.Pipeline.Quantization;

/// <summary>A network with its ranges, of which files with more and with fewer layers in 8 bits are made.</summary>
internal sealed class QuantizedNetwork
{
    private readonly ModelProto _whole;
    private readonly ModelProto _network;
    private readonly NetworkRuns _runs;
    private readonly IReadOnlyList<float[]> _images;
    private readonly Dictionary<string, ActivationHistogram> _histograms;
    private readonly float[] _reference;

    /// <param name="whole">The exported file of 32 bits, raised and folded.</param>
    /// <param name="images">The calibration images, <c>[3, size, size]</c> each.</param>
    public QuantizedNetwork(
        ModelProto whole, ModelMetadata metadata, NetworkRuns runs, IReadOnlyList<float[]> images, CancellationToken cancellation)
    {
        (_whole, _network, _runs, _images) = (whole, Network(whole), runs, images);
        Layers = QuantizationPlan.Candidates(_network.Graph);
        if (Layers.Count == 0)
        {
            throw new NotSupportedException(
                "The network has no layers before its last one that 8 bits would make smaller. Use it as it is.");
        }

        var plan = new QuantizationPlan(_network.Graph, Layers.ToHashSet());
        _histograms = Calibrator.Measure(_network, plan.Tensors, images, metadata.ImageSize, cancellation);
        using var session = QuietSession.Open(_network);
        _reference = runs.Run(session, images);
    }

    /// <summary>The layers that can be quantized, in order, by their outputs.</summary>
    public IReadOnlyList<string> Layers { get; }

    /// <summary>The whole file, as anyone runs it.</summary>
    public ModelProto File(IEnumerable<string> layers, CalibrationMethod method) => Quantize(_whole, layers, method);

    /// <summary>The network of that file alone.</summary>
    public InferenceSession Open(IEnumerable<string> layers, CalibrationMethod method) =>
        QuietSession.Open(Quantize(_network, layers, method));

    /// <summary>The mean change of the outputs for the calibration images.</summary>
    public double Change(IEnumerable<string> layers, CalibrationMethod method)
    {
        using var session = Open(layers, method);
        var outputs = _runs.Run(session, _images);
        return outputs.Zip(_reference, (a, b) => (double)Math.Abs(a - b)).Average();
    }

    /// <summary>A file without its nodes for images.</summary>
    public static ModelProto Network(ModelProto whole)
    {
        var network = whole.Clone();
        ImageFront.Remove(network);
        return network;
    }

    private ModelProto Quantize(ModelProto model, IEnumerable<string> layers, CalibrationMethod method)
    {
        var plan = new QuantizationPlan(model.Graph, layers.ToHashSet());
        var ranges = plan.Tensors.ToDictionary(t => t, t => _histograms[t].Range(method));
        return GraphQuantizer.Quantize(model, plan, ranges);
    }
}
