using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>A run as other programs log it: settings, and values by step.</summary>
/// <param name="Name">The name of the run.</param>
/// <param name="Began">When it began.</param>
/// <param name="Settings">Settings as texts, by name.</param>
/// <param name="Curves">Values of each epoch, from 1, by name.</param>
/// <param name="Figures">Figures of the whole run, by name.</param>
internal sealed record RunLog(
    string Name,
    DateTimeOffset Began,
    IReadOnlyDictionary<string, string> Settings,
    IReadOnlyDictionary<string, IReadOnlyList<double>> Curves,
    IReadOnlyDictionary<string, double> Figures)
{
    /// <summary>Writes the logs that the options ask for.</summary>
    public static void Write(RunFolder run, History history, TimeProvider time)
    {
        var record = run.ReadRecord();
        if (record.Options.Logs == RunLogs.None)
        {
            return;
        }

        var log = Of(run, record, history, time);
        if (record.Options.Logs.HasFlag(RunLogs.TensorBoard))
        {
            TensorBoardFile.Write(Path.Combine(run.Path, "tensorboard"), log);
        }

        if (record.Options.Logs.HasFlag(RunLogs.MLflow))
        {
            MLflowStore.Write(Path.Combine(Path.GetDirectoryName(Path.GetFullPath(run.Path))!, "mlruns"), log);
        }
    }

    private static RunLog Of(RunFolder run, RunRecord record, History history, TimeProvider time)
    {
        var (options, metric) = (record.Options, history.Metric);
        var figures = run.ReadEvaluation().Where(e => e.Key is SplitNames.Validation or SplitNames.Test)
            .SelectMany(e => e.Value.Metrics.Where(m => double.IsFinite(m.Value)).Select(m => ($"{e.Key}/{m.Name}", m.Value)));
        return new RunLog(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path))),
            record.Receipt is { Stages: [var first, ..] } ? first.Started : time.GetUtcNow(),
            new Dictionary<string, string>
            {
                ["data"] = options.Data,
                ["network"] = record.Backbone?.Name ?? "table",
                ["unfrozen_from"] = record.FineTune?.Unfreeze ?? "nothing",
                ["head"] = $"{options.Head}",
                ["optimizer"] = $"{options.Trainer.Optimizer}",
                ["learning_rate"] = (record.FoundLearningRate ?? options.Trainer.Rate).ToString(CultureInfo.InvariantCulture),
                ["batch_size"] = options.Trainer.BatchSize.ToString(CultureInfo.InvariantCulture),
                ["best_epoch"] = $"{record.BestEpoch}",
                ["seed"] = options.Trainer.Seed.ToString(CultureInfo.InvariantCulture),
            },
            new Dictionary<string, IReadOnlyList<double>>
            {
                ["loss"] = [.. history.Epochs.Select(e => e.Loss)],
                [metric] = [.. history.Epochs.Select(e => e.Metric)],
                ["val_loss"] = [.. history.Epochs.Select(e => e.ValidationLoss)],
                [$"val_{metric}"] = [.. history.Epochs.Select(e => e.ValidationMetric)],
                ["learning_rate"] = [.. history.Epochs.Select(e => e.LearningRate)],
            },
            figures.ToDictionary(f => f.Item1, f => f.Value));
    }
}
