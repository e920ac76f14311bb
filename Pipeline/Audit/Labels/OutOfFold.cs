namespace Transfer.Pipeline.Audit;

/// <summary>
/// The probabilities of the classes for each image by heads that were not trained on it, nor on a duplicate of it: the mean over several
/// divisions into folds.
/// </summary>
/// <param name="Classes">K, the number of classes.</param>
/// <param name="Values">The probabilities, <c>[N, K]</c>; NaN for images of a class that is too small for folds.</param>
internal sealed record OutOfFold(int Classes, float[] Values)
{
    // A linear head of many classes takes longer than one with a dense layer, which has epochs.
    private const int MostLinear = 12;

    /// <summary>The classes that are too small: of which all images are in one group.</summary>
    public IReadOnlyList<int> TooSmall { get; private init; } = [];

    /// <summary>The heads; null where the classes are too small.</summary>
    public FoldHeads? Heads { get; private init; }

    /// <summary>The probabilities of an image.</summary>
    public ReadOnlySpan<float> Row(int image) => Values.AsSpan(image * Classes, Classes);

    /// <summary>Whether an image has probabilities.</summary>
    public bool Has(int image) => !float.IsNaN(Values[image * Classes]);

    /// <summary>The class with the largest probability.</summary>
    public int Predicted(int image) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(Row(image));

    /// <summary>The head that suits a number of classes, where none is chosen.</summary>
    public static HeadOptions HeadOf(AuditOptions options, int classes) =>
        options.Head ?? (classes <= MostLinear ? new HeadOptions { Layers = HeadLayers.Linear } : new HeadOptions());

    /// <summary>Trains the heads.</summary>
    /// <param name="groups">The group of each image; images of a group are in the same fold.</param>
    public static OutOfFold Of(AuditImages images, int[] groups, AuditOptions options, RunContext context)
    {
        var classes = images.Classes.Count;
        int[] small = [.. Enumerable.Range(0, classes).Where(label => Enumerable.Range(0, images.Count)
            .Where(i => images.Labels[i] == label).Select(i => groups[i]).Distinct().Count() < 2)];
        int[] used = [.. Enumerable.Range(0, images.Count).Where(i => !small.Contains((int)images.Labels[i]))];
        var values = new float[images.Count * classes];
        Array.Fill(values, float.NaN);
        if (classes - small.Length < 2)
        {
            return new OutOfFold(classes, values) { TooSmall = small };
        }

        foreach (var image in used)
        {
            values.AsSpan(image * classes, classes).Clear();
        }

        var heads = FoldHeads.Train(images, used, [.. used.Select(i => groups[i])], options, context);
        foreach (var (fold, outcome) in heads.Plan.Folds.Zip(heads.Outcomes))
        {
            var probabilities = FoldHeads.Probabilities(outcome, fold);
            for (var i = 0; i < probabilities.Length; i++)
            {
                values[(used[fold.Validation[i / classes]] * classes) + (i % classes)] += probabilities[i] / options.Repeats;
            }
        }

        return new OutOfFold(classes, values) { TooSmall = small, Heads = heads };
    }
}
