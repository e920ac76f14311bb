using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>An earlier run opened again: its data, nothing extracted yet, and its module with the trained weights. Owns both.</summary>
internal sealed class SavedRun : IDisposable
{
    private readonly TrainingMethod _method;

    private SavedRun(TrainingMethod method, nn.Module<Tensor, Tensor> module) => (_method, Module) = (method, module);

    public RunInputs Inputs => _method.Inputs;

    /// <summary>The images of the run.</summary>
    /// <exception cref="InvalidCastException">It was trained on a table; <see cref="Open"/> refuses those where images are
    /// needed.</exception>
    public ImageInputs Images => (ImageInputs)Inputs;

    /// <summary>A <see cref="Head"/>, or a <see cref="TransferNetwork"/> where more than a head was trained.</summary>
    public nn.Module<Tensor, Tensor> Module { get; }

    public Head Head => Module as Head ?? ((TransferNetwork)Module).Head;

    /// <summary>The trained part of the network; null where only a head was trained.</summary>
    public TransferNetwork? Network => Module as TransferNetwork;

    /// <summary>Opens a run for what needs its images.</summary>
    /// <param name="data">Where its images are now; null for where they were.</param>
    /// <param name="change">Changes of the run's options: another cache, device or number of test-time views.</param>
    /// <exception cref="IOException">There is no folder of that name.</exception>
    /// <exception cref="InvalidDataException">The run was not trained to its end, or learnt from a table.</exception>
    public static SavedRun OpenImages(
        RunFolder run, RunRecord record, string? data, Func<TrainOptions, TrainOptions> change, RunContext context) =>
        record.Backbone is not null ? Open(run, record, data, change, context) : throw new InvalidDataException(
            $"'{run.Path}' was trained on a table, which has no images and no test split. Its validation figures are in evaluation.json.");

    /// <summary>Opens a run; its images need not be there.</summary>
    /// <inheritdoc cref="OpenImages"/>
    public static SavedRun Open(
        RunFolder run, RunRecord record, string? data, Func<TrainOptions, TrainOptions> change, RunContext context)
    {
        // Mixing and the views of training images have no part in what is trained already.
        var options = change(record.UsedOptions) with { Mixing = new MixingOptions(), Folds = new FoldOptions() };
        options = options with { Views = options.TestViews == 0 ? new ViewOptions() : options.Views with { Cached = 0, Fresh = false } };
        if (new[] { run.WeightsPath, run.NetworkPath }.All(path => !File.Exists(path)))
        {
            throw new InvalidDataException($"'{run.Path}' has no trained weights (its status is '{record.Status}'). Train it to its "
                + $"end first; extracted features are kept.");
        }

        RunInputs inputs = record.Backbone is null ? TableInputs.Of(record)
            : record.FineTune is { } tuned
                ? ImageInputs.Open(options, BaseCut.Below(tuned.Unfreeze), RecordedImages.Read(run, record, data), context)
                : RunInputs.Open(options, RecordedImages.Read(run, record, data), context);
        try
        {
            RequireFeatures(inputs, run, record);
            var method = record.FineTune is null ? TrainingMethod.Of(inputs)
                : new FineTuneMethod((ImageInputs)inputs, record.FineTune, null);
            nn.Module<Tensor, Tensor> module = method.BuildNetwork() is { } network ? network : inputs.NewHead();
            SavedWeights.Load(module, method.WeightsPath(run), record.WeightsSha256);
            return new SavedRun(method, module);
        }
        catch
        {
            inputs.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Writes the run's ONNX file again, and compares it with what the trainer gave for the samples in the run folder, or gives for its
    /// validation images where a number of them is given.
    /// </summary>
    /// <returns>The largest difference.</returns>
    public float Export(RunFolder run, ExportFacts facts, string path, RunContext context)
    {
        if (Inputs.Options.CheckedImages is null)
        {
            return _method.Export(Module, ExportSamples.Read(run), facts, path, context);
        }

        using var features = Images.ExtractSplit(SplitNames.Validation, context.In(Stages.Extracting));
        var samples = Inputs.SamplesOf(features.Validation, ModuleOutputs.Of(Module, features.Validation));
        return _method.Export(Module, samples, facts, path, context);
    }

    public void Dispose()
    {
        Module.Dispose();
        Inputs.Dispose();
    }

    /// <summary>Checks that features are taken and pooled as the run did, whose weights fit no others.</summary>
    private static void RequireFeatures(RunInputs inputs, RunFolder run, RunRecord record)
    {
        if (inputs is ImageInputs { Base: var own }
            && (record.Cut != own.Cut.Name || !record.FeatureShape.SequenceEqual(own.Base.FeatureShape)))
        {
            throw new InvalidDataException(
                $"'{run.Path}' was trained on features [{string.Join(',', record.FeatureShape)}] at '{record.Cut}', and this version makes "
                + $"[{string.Join(',', own.Base.FeatureShape)}] at '{own.Cut.Name}' of the same options. "
                + "Train it again with this version.");
        }
    }
}
