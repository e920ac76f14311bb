namespace Transfer.Pipeline.Tuning;

/// <summary>Averages the outputs of the head of a fold over each image and augmented views of it.</summary>
/// <param name="rows">The features of images and views.</param>
/// <param name="stored">The number of views that each image has.</param>
/// <param name="views">How many of them are averaged over.</param>
internal sealed class TestViewHeads(
    TuneRows rows, int stored, int views, LearningTask task, IReadOnlyList<string> classes) : IHeadRefinement
{
    /// <inheritdoc/>
    public bool UsesAllCores => false;

    /// <inheritdoc/>
    public FoldOutcome Measure(Fold fold, Head head, Epoch best, RunContext context)
    {
        var validates = fold.Validation.ToHashSet();
        var validation = rows.Images.Where(validates.Contains);
        var outputs = Outputs(head, validation, rows.ImageViews!.Where(i => i % stored < views && validates.Contains(i / stored)));
        return FoldOutcome.Of(fold, best.Number, TuneRows.TruthOf(validation, task, classes) with { Outputs = outputs });
    }

    /// <inheritdoc/>
    public float[] PredictHeldOut(Fold fold, Head head, RunContext context) =>
        Outputs(head, rows.HeldOut, rows.HeldOutViews!.Where(i => i % stored < views));

    private float[] Outputs(Head head, FeatureRows images, FeatureRows shown) => OpenMpThreads.OnCallingThread(
        () => TestTimeAugmentation.Means(head, ModuleOutputs.Of(head, images), shown, views).Last());
}
