using Microsoft.ML.OnnxRuntime;
using static TorchSharp.torch;
using TensorElementType = Microsoft.ML.OnnxRuntime.Tensors.TensorElementType;

namespace Transfer.Models.Export;

/// <summary>
/// Finds the first tensor in which an exported file differs from what the trainer computed, on the way from an image to the logits.
/// </summary>
/// <param name="exported">The file.</param>
/// <param name="below">The network below the cut, as it was when features were computed.</param>
internal sealed class FirstDifference(OnnxGraph exported, OnnxGraph below)
{
    // Of a network that is searched; each run computes a few tensors, which are all in memory.
    private const int TensorsPerRun = 16;

    private readonly OnnxGraph _network = ImageFront.NetworkOf(exported);

    /// <summary>Searches with an image for which the file is wrong.</summary>
    /// <param name="module">The trained <see cref="Heads.Head"/> or <see cref="TransferNetwork"/>.</param>
    /// <param name="features">The features of the image at the cut, <c>[F]</c>.</param>
    /// <param name="prepared">The image as the network takes it, <c>[1, 3, size, size]</c>.</param>
    /// <param name="decoded">The image as the file takes it; null where it takes the same as the network.</param>
    /// <returns>A sentence.</returns>
    public string Find(nn.Module<Tensor, Tensor> module, float[] features, ImageBatch prepared, (byte[] Rgb, int Height)? decoded)
    {
        module.eval();
        return (decoded is { } image ? InFront(image.Rgb, image.Height, prepared) : null)
            ?? InBase(prepared)
            ?? (module is TransferNetwork { Graph: var trained } ? InTrained(trained, _network, features, prepared) : null)
            ?? InHead(module, features, prepared)
            ?? "All tensors up to the logits agree, so it is the output activation that differs.";
    }

    /// <summary>Finds the first tensor above the cut in which an exported network differs from the trained one.</summary>
    /// <param name="rows">Features at the cut, <c>[count, F]</c>.</param>
    /// <param name="images">The same images.</param>
    /// <returns>A sentence; null when no tensor differs.</returns>
    public static string? InTrained(TrainableGraph trained, OnnxGraph network, float[] rows, ImageBatch images)
    {
        using var scope = NewDisposeScope();
        var features = tensor(rows, [images.Count, rows.Length / images.Count]);
        var first = images.Split(1).First();
        return Divergence.First(trained, Exported, features, ExportCheck.Tolerance);

        Dictionary<string, float[]> Exported(IEnumerable<string> tensors)
        {
            string[] own = [.. tensors];
            var values = GraphProbe.Floats(network, own.Select(FreeNames.Of), first);
            return own.ToDictionary(name => name, name => values[FreeNames.Of(name)]);
        }
    }

    private string? InFront(byte[] rgb, int height, ImageBatch prepared)
    {
        var front = ImageFront.Of(exported);
        using var session = new InferenceSession(front.ToByteArray());
        var actual = ExportedModel.Run<byte>(session, rgb, [1, height, rgb.Length / 3 / height, 3], front.OutputName);
        return Compare(front.OutputName, actual, prepared.Values);
    }

    private string? InBase(ImageBatch prepared)
    {
        var known = _network.Model.Graph.Node.SelectMany(n => n.Output).ToHashSet();
        // A name that the file needs itself is another one there.
        var names = below.Model.Graph.Node.Select(n => n.Output[0]).Select(name => (Own: name, Exported: FreeNames.Of(name)))
            .Where(pair => known.Contains(pair.Exported));
        foreach (var chunk in names.Chunk(TensorsPerRun))
        {
            var actual = Floats(_network, [.. chunk.Select(pair => pair.Exported)], prepared);
            var expected = Floats(below, [.. chunk.Select(pair => pair.Own)], prepared);
            var sentence = chunk.Select((pair, i) => Compare(pair.Exported, actual[i], expected[i])).FirstOrDefault(s => s is not null);
            if (sentence is not null)
            {
                return sentence;
            }
        }

        return null;
    }

    private string? InHead(nn.Module<Tensor, Tensor> module, float[] features, ImageBatch prepared)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        var row = tensor(features, [1, features.Length]);
        var (head, input) = module is TransferNetwork network ? (network.Head, network.HeadFeatures(row)) : ((Heads.Head)module, row);
        var own = input.contiguous().data<float>().ToArray();
        var steps = head.Trace(input, OnnxExporter.FeaturesName).Prepend((OnnxExporter.FeaturesName, own)).ToList();
        var actual = GraphProbe.Floats(_network, steps.Select(step => step.Item1), prepared);
        return steps.Select(step => Compare(step.Item1, actual[step.Item1], step.Item2)).FirstOrDefault(s => s is not null);
    }

    private string? Compare(string tensor, float[] actual, float[] expected)
    {
        var difference = Divergence.Of(actual, expected);
        return difference <= ExportCheck.Tolerance ? null
            : Divergence.Sentence(tensor, exported.Model.Graph.Node.First(n => n.Output.Contains(tensor)).OpType, difference);
    }

    /// <summary>The values of tensors; nothing of those that are no floats, such as shapes.</summary>
    private static List<float[]> Floats(OnnxGraph graph, string[] tensors, ImageBatch images)
    {
        using var probe = new GraphProbe(graph, tensors);
        return probe.Run(images, value => value.GetTensorTypeAndShape().ElementDataType == TensorElementType.Float
            ? RuntimeTensors.ReadFloats(value) : []);
    }
}
