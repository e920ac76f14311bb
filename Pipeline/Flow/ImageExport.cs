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
    // So few images take little time against training.
    private const int FewImages = 200;

    private readonly OpenBase _base = inputs.Base;
    private int _checked = samples.Picked.Count;

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
        var exported = OnnxExporter.Export(Written(_base.Base.Below), _base.EndPooling, head, metadata, Preparation);
        var worst = Keep(exported, path, head);
        return Say(path, $"head on {samples.Rows.Count:N0} validation images, whole file on {_checked:N0}", Math.Max(onHead, worst));
    }

    /// <summary>A network whose upper part was trained: its weights go back into the graph that they came from.</summary>
    /// <returns>The largest difference.</returns>
    public float Write(TransferNetwork network, string path)
    {
        var exported = OnnxExporter.Export(
            Written(network.Graph.ToGraph()), _base.EndPooling, network.Head, Metadata(network, network.Head.OutputActivation),
            Preparation);
        var worst = Keep(exported, path, network);
        return Say(path, $"whole file on {_checked:N0}", worst);
    }

    /// <summary>The network as the file has it.</summary>
    private OnnxGraph Written(OnnxGraph network) => facts.IsFolded ? GraphFolding.Folded(network) : network;

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
    private float Keep(OnnxGraph exported, string path, nn.Module<Tensor, Tensor> module)
    {
        var worst = 0f;
        exported.SaveChecked(path, file =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            using var model = ExportedModel.Load(file, _base.Device);
            var metadata = model.Metadata;
            worst = samples.Rows is FeatureRows ? CompareFiles(file, exported, metadata, module) : CompareKept(model, exported, module);
            if (metadata.Input == ModelInput.Image)
            {
                worst = Math.Max(worst, new DrawnImageCheck(_base.Preprocessing, _base.ImageSize).Run(file, exported, metadata));
            }

            // Only now does the file get its name.
            context.Cancellation.ThrowIfCancellationRequested();
        });
        return worst;
    }

    /// <summary>Compares on images whose files are there.</summary>
    private float CompareFiles(string file, OnnxGraph exported, ModelMetadata metadata, nn.Module<Tensor, Tensor> module)
    {
        var all = samples.Rows.Count;
        var most = inputs.Options.CheckedImages ?? (all <= FewImages ? all : ImageInputs.ExportedImages);
        var check = new ValidationImageCheck(_base, module, samples);
        (_checked, var worst) = check.Run(file, exported, metadata, samples.Spread(most), context);
        return worst;
    }

    /// <summary>Compares on the images that the run folder has, as the network takes them.</summary>
    private float CompareKept(ExportedModel model, OnnxGraph exported, nn.Module<Tensor, Tensor> module)
    {
        if (samples.Picked.Count == 0)
        {
            return 0;
        }

        var actual = model.Predict(samples.Images, samples.Picked.Count);
        var length = samples.Images.Length / samples.Picked.Count;
        string[] names = [.. samples.Picked.Select(row => $"image {row + 1} of {samples.Picked.Count}")];
        return ExportCheck.Images(actual, samples.OutputsOfImages, names, model.Metadata, i => new FirstDifference(
            exported, _base.Base.Below).Find(module, samples.Rows.ToArray([samples.Picked[i]]),
            new ImageBatch(samples.Images[(i * length)..((i + 1) * length)], 1, _base.ImageSize), null));
    }

    private static float[] Values(ChannelValues values) => [values.First, values.Second, values.Third];
}
