using System.Numerics.Tensors;

namespace Transfer.Pipeline.Audit;

/// <summary>Heads that were trained on folds of the images, and what trains more of them on other parts.</summary>
internal sealed class FoldHeads
{
    private readonly FoldTraining _training;

    private FoldHeads(TableData table, int[] images, IReadOnlyList<Fold> folds, FoldTraining training, RunContext context)
    {
        (Table, Images, Folds, _training) = (table, images, folds, training);
        IsTrusted = [.. Enumerable.Repeat(true, images.Length)];
        Outcomes = training.Run(folds, context);
    }

    /// <summary>The images of classes that are large enough, as a table.</summary>
    public TableData Table { get; }

    /// <summary>The index of the image of each row of the table.</summary>
    public int[] Images { get; }

    /// <summary>The folds, of rows of the table.</summary>
    public IReadOnlyList<Fold> Folds { get; }

    /// <summary>The outcome of each fold.</summary>
    public FoldOutcome[] Outcomes { get; }

    /// <summary>Whether heads were trained on each row where its fold allowed it; false where the label is in doubt.</summary>
    public bool[] IsTrusted { get; private init; }

    /// <summary>Trains a head for each fold.</summary>
    /// <param name="used">The images, of at least two classes.</param>
    /// <param name="groups">The group of each of these images; images of a group are in the same fold.</param>
    public static FoldHeads Train(AuditImages images, int[] used, int[] groups, AuditOptions options, RunContext context)
    {
        var table = images.Table(used);
        var plan = FoldPlan.Create(
            table.Labels, groups, Math.Min(options.Folds, groups.Distinct().Count()), options.Repeats, options.Seed);
        var training = new FoldTraining(
            LabelModel.HeadOf(options, images.Classes.Count), new TrainerOptions { Seed = options.Seed },
            LearningTask.OfClasses(images.Classes.Count), table);
        return new FoldHeads(table, used, plan.Folds, training, context);
    }

    /// <summary>Trains heads again without some rows, which are still predicted.</summary>
    /// <param name="isTrusted">Whether each row is trained on.</param>
    public FoldHeads Without(bool[] isTrusted, RunContext context)
    {
        Fold[] folds = [.. Folds.Select(fold => fold with { Train = [.. fold.Train.Where(row => isTrusted[row])] })];
        return new FoldHeads(Table, Images, folds, _training, context) { IsTrusted = isTrusted };
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
        .Select(row => (long)TensorPrimitives.IndexOfMax<float>(row));
}
