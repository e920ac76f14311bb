using System.Globalization;

namespace Transfer.Pipeline.Folds;

/// <summary>K-fold validation of a head on cached features or a table. Test samples are not used.</summary>
internal static class FoldValidation
{
    // Changes with what a fold computes, so that scores of an earlier version are not mixed with others.
    private const string Version = "3";

    /// <summary>Validates a file of groups before any work is done.</summary>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">The file lacks a column or an image.</exception>
    public static void Check(TrainOptions options, ImageDataset dataset)
    {
        if (options.Folds is { Any: true, Groups: { } text })
        {
            ImageGroups.Check([.. dataset.Train, .. dataset.Validation], text, options.Data);
        }
    }

    /// <summary>
    /// Splits the training and validation samples, trains and scores a head for each fold, and writes the result into the run folder.
    /// </summary>
    /// <param name="resume">Whether to continue with the scores of a stopped run.</param>
    /// <exception cref="TrainingInterruptedException">The run was cancelled; its scores so far are kept.</exception>
    /// <exception cref="InvalidDataException">
    /// There are too few samples or groups, or a file of groups does not match the images.
    /// </exception>
    public static FoldResult Run(RunInputs inputs, SplitFeatures features, RunFolder run, bool resume, RunContext context)
    {
        var (options, task) = (inputs.Options, inputs.Task);
        var (rows, groups) = inputs.ForFolds(features);
        var (folds, repeats) = (options.Folds.Folds, options.Folds.Repeats);
        var stratified = task.AreClasses ? ", stratified" : "";
        context.Say($"Folds: {folds} of {rows.Count:N0} samples in {groups.Distinct().Count():N0} groups{stratified}; repeats: {repeats}.");
        // Rows of labels and values all have class 0, so only classes are stratified.
        var plan = FoldPlan.Create(rows.Labels, groups, folds, repeats, options.DataSeed);
        var fingerprint = plan.Fingerprint(rows.Identities);
        using var checkpoint =
            new FoldCheckpoint(run.FoldCheckpointPath, RunCheckpoint.Identity(options, [Version, fingerprint, .. Targets(rows)]), resume);
        if (checkpoint.Count > 0)
        {
            context.Say($"Folds: {checkpoint.Count:N0} of {plan.Folds.Count:N0} were done before.");
        }

        try
        {
            var training = new FoldTraining(options.Head, options.Trainer, task, TableOf(rows, inputs), options.ClassWeight);
            var outcomes = training.Run(plan.Folds, context, checkpoint);
            var result = new FoldResult
            {
                Metric = task.Metrics[0],
                Plan = fingerprint,
                Scores = [.. outcomes.Select(o => o.Score)],
                OutOfFold = FoldPredictions.Write(run.FoldPredictionsPath, plan, rows.Identities, inputs.Targets(rows), outcomes),
            };
            result.Write(run, options.Folds);
            checkpoint.Delete();
            return result;
        }
        catch (OperationCanceledException exception)
        {
            throw new TrainingInterruptedException(run.Path, $"with {checkpoint.Count:N0} of {plan.Folds.Count:N0} folds saved", exception);
        }
    }

    private static TableData TableOf(IFeatureRows rows, RunInputs inputs) => new()
    {
        Features = rows.ToArray(),
        Shape = [rows.Length],
        Labels = rows.Labels,
        Targets = rows.Targets ?? [],
        Classes = rows.Targets is null ? inputs.Classes : [],
        TargetNames = rows.Targets is null ? [] : inputs.Classes,
    };

    private static IEnumerable<string> Targets(IFeatureRows rows) =>
        rows.Labels.Select(label => label.ToString(CultureInfo.InvariantCulture))
        .Concat((rows.Targets ?? []).Select(target => target.ToString("R", CultureInfo.InvariantCulture)));
}
