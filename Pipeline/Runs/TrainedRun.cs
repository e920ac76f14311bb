using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>An earlier run opened again: its data, nothing extracted yet, and its network with the trained weights. Owns both.</summary>
internal sealed class TrainedRun : IDisposable
{
    private TrainedRun(TrainOptions options, PreparedData data, nn.Module<Tensor, Tensor> module) => (Options, Data, Module) = (options, data, module);

    /// <summary>The run's options, with the cache, device and test-time views that were asked for, and no training views.</summary>
    public TrainOptions Options { get; }

    public PreparedData Data { get; }

    /// <summary>A <see cref="Models.Head"/>, or a <see cref="TransferNetwork"/> where more than a head was trained.</summary>
    public nn.Module<Tensor, Tensor> Module { get; }

    public Head Head => Module as Head ?? ((TransferNetwork)Module).Head;

    /// <summary>The trained part of the network; null where only a head was trained.</summary>
    public TransferNetwork? Network => Module as TransferNetwork;

    /// <param name="cache">The folder of the feature cache; null for the run's.</param>
    /// <param name="device">Where the base runs; null for the run's.</param>
    /// <exception cref="InvalidDataException">The run was not trained to its end, or learnt from a table.</exception>
    public static TrainedRun Open(RunFolder run, RunRecord record, string? cache, string? device, int testViews, IProgress<ProgressUpdate>? progress)
    {
        if (record.Backbone is null)
        {
            throw new InvalidDataException($"'{run.Path}' was trained on a table, which has no images and no test split. Its validation figures are in evaluation.json.");
        }

        var isWhole = record.FineTune is not null || record.Options.FromScratch != ScratchNetwork.None;
        if (!File.Exists(isWhole ? run.NetworkPath : run.WeightsPath))
        {
            throw new InvalidDataException($"'{run.Path}' has no trained weights (its status is '{record.Status}'). Run 'transfer train' to its end first; extracted features are kept.");
        }

        var views = testViews == 0 ? new ViewOptions() : record.Options.Views with { Cached = 0, Fresh = false };
        var options = record.Options with { Cache = cache ?? record.Options.Cache, Device = device ?? record.Options.Device, Views = views, TestViews = testViews, Mixing = new MixingOptions() };
        var data = record.Options.FromScratch != ScratchNetwork.None ? ScratchTraining.Open(options, progress) : PreparedData.Open(options, progress, record.FineTune?.Options.Unfreeze);
        try
        {
            nn.Module<Tensor, Tensor> module = record switch
            {
                { FineTune: { } tuned } => FineTuning.Build(data, record, null, tuned.Options.Compute),
                { Options.FromScratch: not ScratchNetwork.None } => ScratchTraining.Build(data, options),
                _ => HeadTraining.Build(data, options),
            };
            module.load(isWhole ? run.NetworkPath : run.WeightsPath);
            return new TrainedRun(options, data, module);
        }
        catch
        {
            data.Dispose();
            throw;
        }
    }

    /// <summary>Writes the run's ONNX file again.</summary>
    /// <returns>The largest difference between its outputs and the module's.</returns>
    public float Export(string path, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        Data.Extract(Options, progress, cancellation);
        var outputs = NetworkEvaluation.Predict(Module, Data.Validation);
        return Network is { } network ? ModelExport.Write(Data, network, outputs, path, progress) : ModelExport.Write(Data, Head, outputs, path, progress);
    }

    public void Dispose()
    {
        Module.Dispose();
        Data.Dispose();
    }
}
