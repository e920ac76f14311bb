namespace Transfer.Pipeline;

/// <summary>
/// Writes <c>model.onnx</c> of a run on images, and keeps it only if ONNX Runtime gives the trainer's validation outputs.
/// </summary>
/// <param name="inputs">What the run has learnt from.</param>
/// <param name="validation">The features of the validation images.</param>
/// <param name="outputs">The trainer's outputs for them, <c>[N, K]</c>.</param>
internal sealed class ImageExport(ImageInputs inputs, FeatureRows validation, float[] outputs, RunContext context)
{
    // The whole file is compared on this many images, a head on the features of all: the base is the same graph that made them.
    private const int WholeImages = 32;

    private readonly OpenBase _base = inputs.Base;

    /// <summary>A head on a frozen base.</summary>
    /// <returns>The largest difference.</returns>
    public float Write(Head head, string path)
    {
        var onHead = ExportCheck.Head(_base.Base.Below, head, validation.ToArray(), outputs);
        var exported = OnnxExporter.Export(_base.Base.Below, _base.EndPooling, head, inputs.Metadata(head.OutputActivation));
        var (worst, count) = Keep(exported, path, null);
        return Say(path, $"head on {validation.Count:N0} validation images, whole file on {count:N0}", Math.Max(onHead, worst));
    }

    /// <summary>A network whose upper part was trained: its weights go back into the graph that they came from.</summary>
    /// <returns>The largest difference.</returns>
    public float Write(TransferNetwork network, string path)
    {
        var exported = OnnxExporter.Export(
            network.Graph.ToGraph(), _base.EndPooling, network.Head, inputs.Metadata(network.Head.OutputActivation));
        var (worst, count) = Keep(exported, path, network.Graph);
        return Say(path, $"whole file on {count:N0}", worst);
    }

    private float Say(string path, string where, float worst)
    {
        context.Say($"Export: {path}; ONNX Runtime gives the trainer's outputs ({where}; largest difference {worst:G2}).");
        return worst;
    }

    /// <summary>Compares the file under another name and then gives it its own.</summary>
    private (float Worst, int Images) Keep(OnnxGraph exported, string path, TrainableGraph? trained)
    {
        var (images, picked) = Images();
        var worst = 0f;
        exported.SaveChecked(path, file => worst = picked.Count == 0 ? 0 : Compare(file, exported, images, picked, trained));
        return (worst, picked.Count);
    }

    private float Compare(string file, OnnxGraph exported, float[] images, List<int> picked, TrainableGraph? trained)
    {
        var columns = outputs.Length / validation.Count;
        float[] expected = [.. picked.SelectMany(i => outputs[(i * columns)..((i + 1) * columns)])];
        using var model = ExportedModel.Load(file, _base.Device);
        try
        {
            return ExportCheck.Whole(model, images, picked.Count, expected);
        }
        catch (InvalidDataException exception) when (trained is not null)
        {
            var where = ExportCheck.FindDivergence(trained, exported, validation.ToArray(picked), images, _base.ImageSize);
            throw new InvalidDataException($"{exception.Message} {where ?? "Below the head they agree."}", exception);
        }
    }

    /// <summary>Evenly spread validation images, so that every class is among them.</summary>
    private (float[] Images, List<int> Picked) Images()
    {
        var loader = _base.Loader;
        var count = Math.Min(WholeImages, validation.Count);
        var images = new float[count * loader.ValueCount];
        var picked = new List<int>();
        for (var i = 0; i < count; i++)
        {
            var index = (int)((long)i * validation.Count / count);
            if (loader.Load(validation.Samples[index].Path, images.AsSpan(picked.Count * loader.ValueCount, loader.ValueCount)).IsOk)
            {
                picked.Add(index);
            }
        }

        return (images[..(picked.Count * loader.ValueCount)], picked);
    }
}
