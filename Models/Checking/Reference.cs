using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;

namespace Transfer.Models.Checking;

/// <summary>
/// The values that a network must have: those of its untouched file, one image at a time and without optimizations of ONNX Runtime.
/// Tensors that the file does not have, and graphs without a file, are computed from the normalised graph.
/// </summary>
/// <param name="graph">The network.</param>
/// <param name="images">The images.</param>
internal sealed class Reference(OnnxGraph graph, ImageBatch images)
{
    private const int ImageCount = 2;

    private readonly UntouchedFile? _file = UntouchedFile.Of(graph);

    public OnnxGraph Graph => graph;

    public ImageBatch Images => images;

    public ImageBatch FirstImage => images.Split(1).First();

    /// <summary>The numbers that what is compared computes with.</summary>
    public BasePrecision Precision { get; init; }

    /// <inheritdoc cref="UntouchedFile.Tolerance"/>
    public double Tolerance => Math.Max(_file?.Tolerance ?? 0, Rounding.ToleranceOf(Precision));

    /// <summary>Whether activations are rounded to 8 bits on the way.</summary>
    public bool IsQuantised => Tolerance >= UntouchedFile.ToleranceOfBytes;

    /// <summary>The reference on two patterns.</summary>
    public static Reference Of(OnnxGraph graph, int imageSize, BasePrecision precision = BasePrecision.Float32) =>
        new(graph, ImageBatch.Patterns(ImageCount, imageSize, areBytes: graph.TakesBytes)) { Precision = precision };

    /// <summary>Whether a tensor is compared with the file itself.</summary>
    public bool IsInFile(string tensor) => _file?.Has(tensor) == true;

    /// <summary>The values of tensors; the name of the image input gives the images.</summary>
    /// <exception cref="NotSupportedException">The file or the network does not run on the images.</exception>
    public Dictionary<string, float[]> Run(IEnumerable<string> tensors, ImageBatch? others = null)
    {
        var (on, wanted) = (others ?? images, tensors.Distinct().ToList());
        var values = _file?.Run(wanted, on) ?? [];
        var missing = wanted.FindAll(t => !values.ContainsKey(t) && t != graph.InputName);
        if (missing.Count > 0)
        {
            using var probe = new GraphProbe(graph, missing, GraphOptimizationLevel.ORT_DISABLE_ALL);
            var runs = on.Split(1).Select(image => probe.Run(image, RuntimeTensors.ReadFloats)).ToList();
            foreach (var (i, name) in missing.Index())
            {
                values[name] = [.. runs.SelectMany(run => run[i])];
            }
        }

        values[graph.InputName] = on.Values;
        return values;
    }

    /// <summary>The values on images that are moved by rounding.</summary>
    public Dictionary<string, float[]> Moved(IEnumerable<string> tensors) =>
        Run(tensors, images with { Values = Rounding.Move(images.Values) });

    /// <summary>The features at a cut, <c>[count, F]</c>, from the values of its tensors.</summary>
    public Tensor Rows(CutPoint cut, MapPooling pooling, Dictionary<string, float[]> values) => cut.Tensors.Count > 1
        ? cat([.. cut.Tensors.Select(t => tensor(values[t]).reshape(images.Count, -1))], 1)
        : pooling.Apply(tensor(values[cut.Name]).reshape([images.Count, .. cut.Shape.Select(d => (long)d)]));
}
