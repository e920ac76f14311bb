using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Transfer.Pipeline;

/// <summary>K-fold validation of a head on cached features or a table. Test samples have no part in it.</summary>
internal static class FoldValidation
{
    /// <summary>Finds out before any work whether a file of groups fits.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It lacks a column or an image.</exception>
    public static void Check(TrainOptions options, ImageDataset dataset)
    {
        if (options.Folds is { Any: true, Groups: { } text })
        {
            ImageGroups.Check([.. dataset.Train, .. dataset.Validation], text, options.Data);
        }
    }

    /// <summary>Splits the training and validation images together, trains and scores a head for each fold, and writes the result into the run folder.</summary>
    /// <param name="resume">Whether the scores that a stopped run has left count.</param>
    /// <exception cref="TrainingInterruptedException">It was cancelled; the scores so far are kept.</exception>
    /// <exception cref="InvalidDataException">There are too few images or groups, or a file of groups does not fit.</exception>
    public static FoldResult Run(TrainOptions options, PreparedData data, RunFolder run, bool resume, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var rows = data.Train.With(data.Validation);
        var groups = options.Folds.Groups is { } text
            ? ImageGroups.Of(rows.Samples, text, options.Data, options.Imaging)
            // Copies of a file are always one group.
            : GroupsOf(rows.Keys);
        var vectors = new TableData
        {
            Features = rows.ToArray(),
            Shape = [rows.Length],
            Labels = rows.Labels,
            Targets = rows.Targets ?? [],
            Classes = rows.Targets is null ? data.Dataset.Classes : [],
            TargetNames = rows.Targets is null ? [] : data.Dataset.Classes,
        };
        return Run(options, data.Task, vectors, groups, [.. rows.Keys.Select(k => k.Image.ToString())], run, resume, progress, cancellation);
    }

    /// <summary>The same for a table; equal rows are a group.</summary>
    /// <inheritdoc cref="Run(TrainOptions, PreparedData, RunFolder, bool, IProgress{ProgressUpdate}?, CancellationToken)"/>
    public static FoldResult Run(TrainOptions options, PreparedTable data, RunFolder run, bool resume, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var all = data.All();
        string[] identities = [.. Enumerable.Range(0, all.Count).Select(i =>
            Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(all.Features.AsSpan(i * all.Length, all.Length)))))];
        return Run(options, data.Task, all, GroupsOf(identities), identities, run, resume, progress, cancellation);
    }

    private static FoldResult Run(
        TrainOptions options, LearningTask task, TableData data, int[] groups, string[] identities, RunFolder run, bool resume,
        IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var (folds, repeats) = (options.Folds.Folds, options.Folds.Repeats);
        progress.Say($"Folds: {folds} of {data.Count:N0} samples in {groups.Distinct().Count():N0} groups{(task.AreClasses ? ", stratified" : "")}; repeats: {repeats}.");
        // Only classes can be dealt out evenly; labels and values fall as they may.
        var plan = FoldPlan.Create(task.AreClasses ? data.Labels : new long[data.Count], groups, folds, repeats, options.Trainer.Seed);
        var fingerprint = plan.Fingerprint(identities);
        using var checkpoint = new FoldCheckpoint(run.FoldCheckpointPath, RunCheckpoint.Identity(options, [fingerprint, .. Answers(data)]), resume);
        if (checkpoint.Count > 0)
        {
            progress.Say($"Folds: {checkpoint.Count:N0} of {plan.Folds.Count:N0} were done before.");
        }

        try
        {
            var training = new FoldTraining(options.Head, options.Trainer, task, data, options.ClassWeight);
            var scores = training.Run(plan.Folds, progress, checkpoint, cancellation: cancellation);
            var result = new FoldResult { Metric = task.Metrics[0], Plan = fingerprint, Scores = scores };
            result.Write(run, options.Folds);
            checkpoint.Delete();
            return result;
        }
        catch (OperationCanceledException exception)
        {
            throw new TrainingInterruptedException(run.Path, $"with {checkpoint.Count:N0} of {plan.Folds.Count:N0} folds saved", "train", exception);
        }
    }

    private static IEnumerable<string> Answers(TableData data) =>
        data.Labels.Select(label => label.ToString(CultureInfo.InvariantCulture)).Concat(data.Targets.Select(target => target.ToString("R", CultureInfo.InvariantCulture)));

    /// <summary>A number for each, the same for equal ones.</summary>
    private static int[] GroupsOf<T>(IReadOnlyList<T> identities)
        where T : notnull
    {
        var numbers = identities.Distinct().Index().ToDictionary(k => k.Item, k => k.Index);
        return [.. identities.Select(k => numbers[k])];
    }
}
