namespace Transfer.Pipeline;

/// <summary>K-fold validation of a head on cached features. Test pictures have no part in it.</summary>
internal static class FoldValidation
{
    /// <summary>Finds out before any work whether a file of groups fits.</summary>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">It lacks a column or a picture.</exception>
    public static void Check(TrainOptions options, ImageDataset dataset)
    {
        if (options.Folds is { Any: true, Groups: { } text })
        {
            PictureGroups.Check([.. dataset.Train, .. dataset.Validation], text, options.Data);
        }
    }

    /// <summary>Splits the training and validation pictures together, and trains and scores a head for each fold.</summary>
    /// <exception cref="InvalidDataException">There are too few pictures or groups, or a file of groups does not fit.</exception>
    public static FoldResult Run(TrainOptions options, PreparedData data, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var rows = data.Train.With(data.Validation);
        var groups = GroupsOf(options, rows);
        progress.Say($"Folds: {options.Folds.Folds} of {rows.Count:N0} pictures in {groups.Distinct().Count():N0} groups{(data.Problem.AreClasses ? ", stratified" : "")}; repeats: {options.Folds.Repeats}.");
        // Only classes can be dealt out evenly; labels and values fall as they may.
        var plan = FoldPlan.Create(data.Problem.AreClasses ? rows.Labels : new long[rows.Count], groups, options.Folds.Folds, options.Folds.Repeats, options.Trainer.Seed);
        var vectors = new VectorData
        {
            Features = rows.ToArray(),
            Shape = [rows.Length],
            Labels = rows.Labels,
            Targets = rows.Targets ?? [],
            Classes = data.Problem.AreClasses ? data.Dataset.Classes : [],
            TargetNames = data.Problem.AreClasses ? [] : data.Dataset.Classes,
        };
        return new FoldResult
        {
            Metric = data.Problem.Metrics[0],
            Plan = plan.Fingerprint([.. rows.Keys.Select(k => k.Image.ToString())]),
            Scores = new FoldTraining(options.Head, options.Trainer, data.Problem, vectors, options.ClassWeight).Run(plan.Folds, progress, cancellation: cancellation),
        };
    }

    /// <summary>Copies of a file are always one group.</summary>
    private static int[] GroupsOf(TrainOptions options, FeatureRows rows)
    {
        if (options.Folds.Groups is { } text)
        {
            return PictureGroups.Of(rows.Samples, text, options.Data, options.Imaging);
        }

        var numbers = rows.Keys.Distinct().Index().ToDictionary(k => k.Item, k => k.Index);
        return [.. rows.Keys.Select(k => numbers[k])];
    }
}
