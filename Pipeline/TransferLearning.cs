using System.Runtime.InteropServices;
using TorchSharp;
using Transfer.Augmentation;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Transfer learning from a folder of pictures to one ONNX file.</summary>
public static class TransferLearning
{
    /// <summary>Extracts features with a pretrained base (through the cache), trains a head on them, evaluates and exports.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Hears of everything; called on this thread and on the extractor's.</param>
    /// <param name="time">The clock for the run folder's name; the system's by default.</param>
    /// <param name="cancellation">Stops between two batches; features that were extracted are kept.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">A file or folder is missing or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The data or the model cannot be used, or the export differs from the trained model.</exception>
    /// <exception cref="NotSupportedException">The model or device cannot be used here.</exception>
    public static TrainResult Train(
        TrainOptions options, IProgress<ProgressUpdate>? progress = null, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        using var data = PreparedData.Open(options, progress);
        var run = RunFolder.Create(options.Run, data.Backbone.Record.Name, time ?? TimeProvider.System);
        var record = Describe(options, data) with { Status = "started" };
        run.Write(record);
        data.Extract(options, progress, cancellation);
        record = record with { Pictures = Counts(data), Excluded = data.Excluded };

        var device = TorchDevice(data.Device);
        var scaling = FeatureScaling.Measure(data.Train.Row, data.Train.Count, data.Train.Length);
        using var head = new Head(scaling, data.Dataset.Classes.Count, options.Head, options.Trainer.Seed);
        head.to(device);
        var history = Fit(head, data, options, device, progress, cancellation);
        head.to(torch.CPU);
        head.save(run.WeightsPath);
        history.Save(run.HistoryPath);
        var validation = Evaluate(head, data.Validation, data);
        var test = data.Test.Count > 0 ? Evaluate(head, data.Test, data) : null;
        var evaluation = new Dictionary<string, EvaluationResult> { ["validation"] = validation };
        if (test is not null)
        {
            evaluation["test"] = test;
        }

        run.Write(evaluation);
        record = record with { Status = "trained", BestEpoch = history.Best.Number };
        run.Write(record);
        var difference = HeadExport.Write(data, head, run.ModelPath, progress);
        run.Write(record with { Status = "exported", ExportDifference = difference });
        return new TrainResult { Run = run, History = history, Validation = validation, Test = test, Excluded = data.Excluded, Extracted = data.Extracted };
    }

    /// <summary>Writes the ONNX file of an earlier run again, from its weights.</summary>
    /// <param name="runFolder">The run folder.</param>
    /// <param name="output">Where to write; null for <c>model.onnx</c> in the run folder.</param>
    /// <param name="cache">The folder of the feature cache; null for the run's.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="IOException">The run, its pictures or its model are missing, or the file cannot be written.</exception>
    /// <exception cref="InvalidDataException">The run was not trained to its end, or the export differs from the trained model.</exception>
    public static string Export(
        string runFolder, string? output = null, string? cache = null, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        var run = RunFolder.Open(runFolder);
        var record = run.ReadRecord();
        if (!File.Exists(run.WeightsPath))
        {
            throw new InvalidDataException($"'{runFolder}' has no trained head (its status is '{record.Status}'). Run 'transfer train' to its end first; extracted features are kept.");
        }

        var options = record.Options with { Cache = cache ?? record.Options.Cache };
        using var data = PreparedData.Open(options, progress);
        data.Extract(options, progress, cancellation);
        var empty = new FeatureScaling(new float[data.Base.FeatureLength], new float[data.Base.FeatureLength]);
        using var head = new Head(empty, record.Classes.Count, options.Head, options.Trainer.Seed);
        head.load(run.WeightsPath);
        var path = output ?? run.ModelPath;
        var difference = HeadExport.Write(data, head, path, progress);
        run.Write(record with { Status = "exported", ExportDifference = difference });
        return path;
    }

    private static History Fit(
        Head head, PreparedData data, TrainOptions options, torch.Device device, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        using var train = new LabelledTensors(data.Train.ToArray(), data.Base.FeatureShape, data.Train.Labels, device);
        using var validation = new LabelledTensors(data.Validation.ToArray(), data.Base.FeatureShape, data.Validation.Labels, device);
        return new Trainer(options.Trainer).Fit(head, train, validation, progress, cancellation: cancellation);
    }

    private static EvaluationResult Evaluate(Head head, FeatureRows rows, PreparedData data)
    {
        using var tensors = new LabelledTensors(rows.ToArray(), data.Base.FeatureShape, rows.Labels, torch.CPU);
        return EvaluationResult.From(Trainer.Predict(head, tensors), rows.Labels, data.Dataset.Classes.Count);
    }

    private static torch.Device TorchDevice(Models.Device device) => device.Kind == DeviceKind.Cuda ? torch.device($"cuda:{device.Index}") : torch.CPU;

    private static Dictionary<string, int> Counts(PreparedData data) =>
        new() { ["train"] = data.Train.Count, ["validation"] = data.Validation.Count, ["test"] = data.Test.Count };

    private static RunRecord Describe(TrainOptions options, PreparedData data) => new()
    {
        Status = "",
        Options = options,
        Versions = new Dictionary<string, string>
        {
            ["transfer"] = typeof(TransferLearning).Assembly.GetName().Version!.ToString(3),
            ["onnxruntime"] = ConvBase.RuntimeVersion,
            ["torchsharp"] = typeof(torch).Assembly.GetName().Version!.ToString(3),
            ["loader"] = ImageLoader.FormatVersion,
            ["dotnet"] = RuntimeInformation.FrameworkDescription,
            ["system"] = RuntimeInformation.OSDescription,
        },
        Device = data.Device.ToString(),
        Backbone = data.Backbone.Record,
        Preprocessing = data.Preprocessing.ToString(),
        ImageSize = data.ImageSize,
        Cut = data.Cut.Name,
        FeatureShape = data.Base.FeatureShape,
        Classes = data.Dataset.Classes,
    };
}
