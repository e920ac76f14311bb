namespace Transfer.Pipeline.Audit;

/// <summary>Heads that were trained on folds of the images, and what trains more of them on other parts.</summary>
internal sealed class FoldHeads
{
    private readonly FoldTraining _training;

    private FoldHeads(TableData table, int[] images, FoldPlan plan, FoldTraining training, RunContext context)
    {
        (Table, Images, Plan, _training) = (table, images, plan, training);
        Outcomes = training.Run(plan.Folds, context);
    }

    /// <summary>The images of classes that are large enough, as a table.</summary>
    public TableData Table { get; }

    /// <summary>The index of the image of each row of the table.</summary>
    public int[] Images { get; }

    /// <summary>The folds, of rows of the table.</summary>
    public FoldPlan Plan { get; }

    /// <summary>The outcome of each fold.</summary>
    public FoldOutcome[] Outcomes { get; }

    /// <summary>Trains a head for each fold.</summary>
    /// <param name="used">The images, of at least two classes.</param>
    /// <param name="groups">The group of each of these images; images of a group are in the same fold.</param>
    public static FoldHeads Train(AuditImages images, int[] used, int[] groups, AuditOptions options, RunContext context)
    {
        var table = images.Table(used);
        var plan = FoldPlan.Create(
            table.Labels, groups, Math.Min(options.Folds, groups.Distinct().Count()), options.Repeats, options.Seed);
        var training = new FoldTraining(
            OutOfFold.HeadOf(options, images.Classes.Count), new TrainerOptions { Seed = options.Seed },
            LearningTask.OfClasses(images.Classes.Count), table);
        return new FoldHeads(table, used, plan, training, context);
    }

    /// <summary>Trains heads on other folds of the same table.</summary>
    public FoldOutcome[] Train(IReadOnlyList<Fold> folds, RunContext context) => _training.Run(folds, context);

    /// <summary>The probabilities of a fold's validation images, <c>[N, K]</c>.</summary>
    public static float[] Probabilities(FoldOutcome outcome, Fold fold)
    {
        // Two classes have one output.
        return outcome.Outputs.Length > fold.Validation.Length
            ? outcome.Outputs : [.. outcome.Outputs.SelectMany(output => new[] { 1 - output, output })];
    }

    /// <summary>The most probable class of each validation image of a fold.</summary>
    public IEnumerable<long> Predicted(FoldOutcome outcome, Fold fold) => Probabilities(outcome, fold).Chunk(Table.Classes.Count)
        .Select(row => (long)System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(row));
}
