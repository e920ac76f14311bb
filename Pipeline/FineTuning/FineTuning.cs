using TorchSharp;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>
/// Trains the upper blocks of a network together with a trained head. The frozen blocks below run once per image, through the cache,
/// and not once per epoch.
/// </summary>
public static class FineTuning
{
    /// <summary>Starts from a run's trained head, extracts features at the lower cut, trains what is above it, evaluates and exports.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Hears of everything; called on this thread and on the extractor's.</param>
    /// <param name="time">The clock for the run folder's name; the system's by default.</param>
    /// <param name="cancellation">Stops between two batches; features that were extracted are kept.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="ArgumentException">There is nothing to unfreeze at that place, or no such place.</exception>
    /// <exception cref="IOException">A file or folder is missing or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The data or the run cannot be used, or the export differs from the trained network.</exception>
    /// <exception cref="NotSupportedException">The network has operators that cannot be trained, or the device is not there.</exception>
    public static FineTuneResult Run(
        FineTuneOptions options, IProgress<ProgressUpdate>? progress = null, TimeProvider? time = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        return Run(options, null, progress, time ?? TimeProvider.System, cancellation);
    }

    /// <summary>Goes on with a run whose training was broken off, after the last whole epoch that was saved; the weights are those of a run that was not.</summary>
    /// <param name="runFolder">The run folder, whose <c>run.json</c> has the options.</param>
    /// <param name="progress">Hears of everything.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="IOException">The run, its images or its model are missing.</exception>
    /// <exception cref="InvalidDataException">The run was trained to its end, is of another kind, or its checkpoint is damaged or belongs to other options or images.</exception>
    public static FineTuneResult Resume(string runFolder, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        var (run, record) = RunCheckpoint.Open(runFolder);
        return record.FineTune is { } tuned ? Run(tuned.Options, run, progress, TimeProvider.System, cancellation) : throw new InvalidDataException(
            $"'{runFolder}' is a run of 'transfer train'. Go on with: transfer train --resume {runFolder}");
    }

    /// <param name="earlier">The run that is resumed; null for a new one.</param>
    private static FineTuneResult Run(FineTuneOptions options, RunFolder? earlier, IProgress<ProgressUpdate>? progress, TimeProvider time, CancellationToken cancellation)
    {
        var (parent, start) = OpenStart(options.From);
        var train = DataOptions(options, start.Options);
        using var data = PreparedData.Open(train, progress, options.Unfreeze);
        using var network = Build(data, start, parent.WeightsPath, options.Compute);
        progress.Say($"Trained: {string.Join(", ", network.Graph.Blocks.Select(b => b.Name))} and the head, {network.parameters().Sum(p => p.numel()):N0} weights{(options.Compute == ComputeType.Float32 ? "" : $", computed in {options.Compute}")}.");
        var run = earlier ?? RunFolder.Create(options.Run, $"{data.Backbone.Record.Name}-finetuned", time);
        var before = FrozenWeights.Of(data.Backbone.Graph, data.Cut, network.Graph);
        var record = RunDescription.Of(train, data, "started") with { FineTune = new FineTuneRecord { Options = options, FrozenBefore = before } };
        run.Write(record);
        data.Extract(train, progress, cancellation);
        record = record with { Images = RunDescription.Counts(data), Excluded = data.Excluded };

        var frozen = NetworkEvaluation.Predict(network, data.Validation, data);
        progress.Say($"Frozen base: validation {data.Task.Metrics[0]} {EvaluationResult.MainMetric(frozen)}.");
        var device = data.Device.ToTorch();
        network.to(device);
        using var batches = data.NetworkBatches(device);
        using var validation = new CachedBatches(data.Validation, device);
        var checkpoint = RunCheckpoint.Of(run, train, options, data, resume: earlier is not null);
        var history = RunCheckpoint.Fit(run, checkpoint, "finetune", () => data.Trainer(options.Trainer, options.ClassWeight, checkpoint)
            .Fit(network, batches, validation, progress, "Fine-tuning", Groups(network, options), cancellation));
        network.to(CPU);
        network.save(run.NetworkPath);
        history.Save(run.HistoryPath);
        return Finish(run, checkpoint, record, data, network, history, frozen, progress);
    }

    private static (RunFolder Run, RunRecord Record) OpenStart(string path)
    {
        var run = RunFolder.Open(path);
        var record = run.ReadRecord();
        if (record.FineTune is { } tuned)
        {
            throw new InvalidDataException($"'{path}' is itself fine-tuned. Start from '{tuned.Options.From}', the run that trained its head, and unfreeze more or train longer.");
        }

        if (record.Backbone is null)
        {
            throw new InvalidDataException($"'{path}' was trained on a table, so there is no network below its head. Start from a run of 'transfer train' on images.");
        }

        if (record.Options.FromScratch != ScratchNetwork.None)
        {
            throw new InvalidDataException($"'{path}' was trained from scratch, so all of its network is trained already. Start from a run of 'transfer train' without --from-scratch.");
        }

        return File.Exists(run.WeightsPath) ? (run, record) : throw new InvalidDataException(
            $"'{path}' has no trained head (its status is '{record.Status}'). Run 'transfer train' to its end first; extracted features are kept.");
    }

    private static TrainOptions DataOptions(FineTuneOptions options, TrainOptions start) => start with
    {
        Device = options.Device,
        Cache = options.Cache ?? start.Cache,
        Views = options.Views ?? start.Views,
        TestViews = options.TestViews ?? start.TestViews,
        Imaging = options.Imaging ?? start.Imaging,
        Mixing = options.Mixing,
        Run = options.Run,
    };

    /// <summary>The network up to the end of the base with a head.</summary>
    /// <param name="headWeights">The head's weights; null for random ones.</param>
    internal static TransferNetwork Build(PreparedData data, RunRecord start, string? headWeights, ComputeType compute)
    {
        var graph = new TrainableGraph(data.Backbone.Graph, data.Cut, data.End.Name, data.ImageSize, compute);
        var head = new Head(
            new FeatureScaling(new float[data.EndLength], new float[data.EndLength]), data.Task.OutputActivation, data.Task.Outputs, start.Options.Head, start.Options.Trainer.Seed);
        if (headWeights is not null)
        {
            head.load(headWeights);
        }

        return new TransferNetwork(graph, data.EndPooling, head);
    }

    /// <summary>The blocks from the cut upwards, then the head with the whole rate.</summary>
    private static List<TrainedGroup> Groups(TransferNetwork network, FineTuneOptions options)
    {
        var (blocks, weights) = (network.Graph.Blocks, network.Graph.Weights);
        var lowest = (options.LowestLearningRate ?? options.Trainer.Rate) / options.Trainer.Rate;
        return
        [
            .. blocks.Select((block, i) => new TrainedGroup(block.Name, [.. block.Weights.Select(w => weights[w])], Math.Pow(lowest, (double)(blocks.Count - i) / blocks.Count))),
            new TrainedGroup("head", [.. network.Head.parameters()]),
        ];
    }

    private static FineTuneResult Finish(
        RunFolder run, TrainingCheckpoint checkpoint, RunRecord record, PreparedData data, TransferNetwork network, History history, Predictions frozen,
        IProgress<ProgressUpdate>? progress)
    {
        var predictions = NetworkEvaluation.Predict(network, data.Validation, data);
        var measured = SplitEvaluation.Of(network, predictions, data.ValidationViews);
        var evaluation = new Dictionary<string, EvaluationResult> { ["frozen"] = EvaluationResult.Of(frozen) };
        measured.Save(run, "validation", evaluation);
        run.Write(evaluation);
        var difference = PairedDifference.Of(frozen, predictions);
        var tuned = record.FineTune! with { Blocks = network.Graph.Changes, Difference = difference };
        record = record with { Status = "trained", BestEpoch = history.Best.Number, FineTune = tuned, Views = measured.Views is null ? null : new ViewReport { Validation = measured.Views } };
        run.Write(record);
        checkpoint.Delete();
        var worst = ModelExport.Write(data, network, predictions.Outputs, run.ModelPath, progress);
        var after = FrozenWeights.Of(OnnxGraph.Load(run.ModelPath), data.Cut, network.Graph);
        run.Write(record with { Status = "exported", ExportDifference = worst, FineTune = tuned with { FrozenAfter = after } });
        if (after != tuned.FrozenBefore)
        {
            throw new InvalidDataException($"Weights that should be frozen have changed (SHA-256 {tuned.FrozenBefore.Sha256} before, {after.Sha256} in '{run.ModelPath}'). Do not use that file; please report this.");
        }

        progress.Say($"Frozen: {after.Tensors} tensors below '{data.Cut.Name}' and statistics above it are what they were, SHA-256 {after.Sha256[..16]}…");
        return new FineTuneResult
        {
            Run = run,
            History = history,
            Frozen = evaluation["frozen"],
            Validation = measured.Result,
            Adjusted = measured.Adjusted,
            Difference = difference,
            Views = record.Views,
            Blocks = tuned.Blocks,
            FrozenWeights = after,
            Extracted = data.Extracted,
        };
    }
}
