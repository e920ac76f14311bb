using TorchSharp;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Transfer learning from a folder of images to one ONNX file.</summary>
public static class TransferLearning
{
    private const string Command = "train";

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
        return Train(options, null, progress, time ?? TimeProvider.System, cancellation);
    }

    /// <summary>Goes on with a run whose training was broken off, after the last whole epoch that was saved; the weights are those of a run that was not.</summary>
    /// <param name="runFolder">The run folder, whose <c>run.json</c> has the options.</param>
    /// <param name="progress">Hears of everything.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="IOException">The run, its images or its model are missing.</exception>
    /// <exception cref="InvalidDataException">The run was trained to its end, is of another kind, or its checkpoint is damaged or belongs to other options or images.</exception>
    public static TrainResult Resume(string runFolder, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        var (run, record) = RunCheckpoint.Open(runFolder);
        return record.FineTune is null ? Train(record.Options, run, progress, TimeProvider.System, cancellation) : throw new InvalidDataException(
            $"'{runFolder}' is a run of 'transfer finetune'. Go on with: transfer finetune --resume {runFolder}");
    }

    /// <summary>Writes the ONNX file of an earlier run again, from its weights.</summary>
    /// <param name="runFolder">The run folder.</param>
    /// <param name="output">Where to write; null for <c>model.onnx</c> in the run folder.</param>
    /// <param name="cache">The folder of the feature cache; null for the run's.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="IOException">The run, its images or its model are missing, or the file cannot be written.</exception>
    /// <exception cref="InvalidDataException">The run was not trained to its end, or the export differs from the trained model.</exception>
    public static string Export(
        string runFolder, string? output = null, string? cache = null, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        var run = RunFolder.Open(runFolder);
        var record = run.ReadRecord();
        var path = output ?? run.ModelPath;
        var difference = Export(run, record, path, cache, progress, cancellation);
        run.Write(record with { Status = "exported", ExportDifference = difference });
        return path;
    }

    /// <param name="earlier">The run that is resumed; null for a new one.</param>
    private static TrainResult Train(TrainOptions options, RunFolder? earlier, IProgress<ProgressUpdate>? progress, TimeProvider time, CancellationToken cancellation) =>
        File.Exists(options.Data) ? TableTraining.Train(options, earlier, progress, time, cancellation)
            : options.FromScratch == ScratchNetwork.None
            ? TrainHead(options, earlier, progress, time, cancellation)
            : TrainFromScratch(options, earlier, progress, time, cancellation);

    private static TrainResult TrainHead(TrainOptions options, RunFolder? earlier, IProgress<ProgressUpdate>? progress, TimeProvider time, CancellationToken cancellation)
    {
        using var data = PreparedData.Open(options, progress);
        FoldValidation.Check(options, data.Dataset);
        var run = earlier ?? RunFolder.Create(options.Run, data.Backbone.Record.Name, time);
        run.Write(RunDescription.Of(options, data, "started"));
        data.Extract(options, progress, cancellation);
        var scaling = FeatureScaling.Measure(data.Train.Row, data.Train.Count, data.Train.Length);
        var checkpoint = RunCheckpoint.Of(run, options, null, data, resume: earlier is not null);
        var (head, history) = RunCheckpoint.Fit(run, checkpoint, Command, () =>
            HeadTraining.Fit(options, data, scaling, options.Views.Cached, "Training the head", checkpoint, progress, cancellation));
        using var trained = head;
        head.save(run.WeightsPath);
        var fewer = HeadTraining.OnFewerViews(options, data, scaling, progress, cancellation);
        var result = Finish(options, data, run, checkpoint, head, history, fewer, outputs => ModelExport.Write(data, head, outputs, run.ModelPath, progress));
        return options.Folds.Any ? result with { Folds = FoldValidation.Run(options, data, run, resume: earlier is not null, progress, cancellation) } : result;
    }

    private static TrainResult TrainFromScratch(
        TrainOptions options, RunFolder? earlier, IProgress<ProgressUpdate>? progress, TimeProvider time, CancellationToken cancellation)
    {
        using var data = ScratchTraining.Open(options, progress);
        var run = earlier ?? RunFolder.Create(options.Run, $"{data.Backbone.Record.Name}-scratch", time);
        run.Write(RunDescription.Of(options, data, "started"));
        data.Extract(options, progress, cancellation);
        using var network = ScratchTraining.Build(data, options);
        var checkpoint = RunCheckpoint.Of(run, options, null, data, resume: earlier is not null);
        var history = RunCheckpoint.Fit(run, checkpoint, Command, () => ScratchTraining.Fit(data, network, options, checkpoint, progress, cancellation));
        network.save(run.NetworkPath);
        return Finish(options, data, run, checkpoint, network, history, [], outputs => ModelExport.Write(data, network, outputs, run.ModelPath, progress));
    }

    private static float Export(RunFolder run, RunRecord record, string path, string? cache, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        if (record.Backbone is null)
        {
            return TableTraining.Export(run, record, path, progress);
        }

        using var trained = TrainedRun.Open(run, record, cache, null, 0, progress);
        return trained.Export(path, progress, cancellation);
    }

    private static TrainResult Finish(
        TrainOptions options, PreparedData data, RunFolder run, TrainingCheckpoint checkpoint, torch.nn.Module<torch.Tensor, torch.Tensor> module, History history,
        IReadOnlyList<ViewMetric> fewerViews, Func<float[], float> export)
    {
        history.Save(run.HistoryPath);
        var predictions = NetworkEvaluation.Predict(module, data.Validation, data);
        var measured = SplitEvaluation.Of(module, predictions, data.ValidationViews);
        var evaluation = new Dictionary<string, EvaluationResult>();
        measured.Save(run, "validation", evaluation);
        var views = new ViewReport
        {
            Training = fewerViews.Count == 0 ? [] : [.. fewerViews, new ViewMetric(options.Views.Cached, measured.Result.Metrics[0])],
            Validation = measured.Views,
        };
        run.Write(evaluation);
        var record = RunDescription.Of(options, data, "trained") with
        {
            Images = RunDescription.Counts(data),
            Excluded = data.Excluded,
            BestEpoch = history.Best.Number,
            Views = views.Any ? views : null,
        };
        run.Write(record);
        checkpoint.Delete();
        run.Write(record with { Status = "exported", ExportDifference = export(predictions.Outputs) });
        return new TrainResult
        {
            Run = run,
            History = history,
            Validation = measured.Result,
            Adjusted = measured.Adjusted,
            Views = record.Views,
            Excluded = data.Excluded,
            Extracted = data.Extracted,
        };
    }
}
