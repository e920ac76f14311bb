using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Writes <c>model.onnx</c> of a run on images, and keeps it only if ONNX Runtime gives the trainer's validation outputs.
/// </summary>
/// <param name="inputs">What the run has learnt from.</param>
/// <param name="samples">What the file is compared on: the head on all features, the whole file on the images.</param>
/// <param name="facts">What the file says of its run.</param>
internal sealed class ImageExport(ImageInputs inputs, ExportSamples samples, ExportFacts facts, RunContext context)
{
    private readonly OpenBase _base = inputs.Base;

    /// <summary>What the file does with decoded images; null where it takes what the network takes.</summary>
    private ImagePreparation? Preparation => inputs.Options.ModelInput == ModelInput.Tensor ? null : new ImagePreparation
    {
        IsBgr = _base.Preprocessing.Order == ChannelOrder.Bgr,
        Mean = Values(_base.Preprocessing.Mean),
        Std = Values(_base.Preprocessing.Std),
        IsCropped = _base.Preprocessing.Resize == ResizeMode.Crop,
    };

    /// <summary>A head on a frozen base.</summary>
    /// <returns>The largest difference.</returns>
    public float Write(Head head, string path)
    {
        var metadata = Metadata(head, head.OutputActivation);
        var onHead = ExportCheck.Head(_base.Base.Below, head, metadata, samples.Rows.ToArray(), samples.Outputs);
        var exported = OnnxExporter.Export(_base.Base.Below, _base.EndPooling, head, metadata, Preparation);
        var worst = Keep(exported, path, null);
        var where = $"head on {samples.Rows.Count:N0} validation images, whole file on {samples.Picked.Count:N0}";
        return Say(path, where, Math.Max(onHead, worst));
    }

    /// <summary>A network whose upper part was trained: its weights go back into the graph that they came from.</summary>
    /// <returns>The largest difference.</returns>
    public float Write(TransferNetwork network, string path)
    {
        var exported = OnnxExporter.Export(
            network.Graph.ToGraph(), _base.EndPooling, network.Head, Metadata(network, network.Head.OutputActivation), Preparation);
        return Say(path, $"whole file on {samples.Picked.Count:N0}", Keep(exported, path, network.Graph));
    }

    private ModelMetadata Metadata(nn.Module<Tensor, Tensor> module, OutputActivation activation)
    {
        var metadata = facts.AddTo(inputs.Metadata(activation));
        var shown = facts.WithSamples ? samples.Images : [];
        return metadata with { Golden = new GoldenImages(_base, module, metadata).Make(shown) };
    }

    private float Say(string path, string where, float worst)
    {
        context.Say($"Export: {path}; ONNX Runtime gives the trainer's outputs ({where}; largest difference {worst:G2}).");
        return worst;
    }

    /// <summary>Compares the file under another name and then gives it its own.</summary>
    private float Keep(OnnxGraph exported, string path, TrainableGraph? trained)
    {
        var worst = 0f;
        exported.SaveChecked(path, file =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var model = ExportedModel.Load(file, _base.Device);
            worst = samples.Picked.Count == 0 ? 0 : Compare(model, exported, trained);
            if (model.Metadata.Input == ModelInput.Image)
            {
                worst = Math.Max(worst, new DrawnImageCheck(_base.Preprocessing, _base.ImageSize).Run(file, exported, model.Metadata));
            }

            // Only now does the file get its name.
            context.Cancellation.ThrowIfCancellationRequested();
        });
        return worst;
    }

    private static float[] Values(ChannelValues values) => [values.First, values.Second, values.Third];

    private float Compare(ExportedModel model, OnnxGraph exported, TrainableGraph? trained)
    {
        try
        {
            return ExportCheck.Whole(model, samples.Images, samples.Picked.Count, samples.OutputsOfImages);
        }
        catch (InvalidDataException exception) when (trained is not null)
        {
            var rows = samples.Rows.ToArray(samples.Picked);
            var where = ExportCheck.FindDivergence(trained, exported, rows, samples.Images, _base.ImageSize);
            throw new InvalidDataException($"{exception.Message} {where ?? "Below the head they agree."}", exception);
        }
    }
}
