namespace Transfer.Pipeline.Audit;

/// <summary>
/// Trains heads on nested subsets of the training images of each fold, from few to all, and measures them on the other fold. The error
/// falls as a power of the number of images (Cortes et al.: Learning Curves: Asymptotic Values and Rate of Convergence, NIPS 1993; Hestness
/// et al.: Deep Learning Scaling is Predictable, Empirically, 2017). Images whose labels are in doubt are left out.
/// </summary>
internal sealed class ImageCounts(FoldHeads heads, IReadOnlyList<string> classes)
{
    // Folds of two repeats say enough, and take a few seconds.
    private const int MostFolds = 10;
    private const int Halvings = 4;
    private const int FewestPerClass = 4;

    private const double LeastOverlap = 0.05;
    private const int MostOverlaps = 10;

    /// <summary>Computes the curve; null where there are too few images to halve them.</summary>
    public ImageCountCurve? Compute(long seed, RunContext context)
    {
        Fold[] folds = [.. heads.Folds.Take(MostFolds)];
        FoldOutcome[] whole = [.. heads.Outcomes.Take(folds.Length)];
        int[] order = [.. Enumerable.Range(1, Halvings).TakeWhile(h => (folds[0].Train.Length >> h) >= FewestPerClass * classes.Count)];
        if (order.Length == 0)
        {
            return null;
        }

        Fold[] parts = [.. order.SelectMany(halvings => folds.Select(fold => fold with { Train = Part(fold, halvings, seed) }))];
        var outcomes = heads.Train(parts, context);
        var byCount = order.Select(h => outcomes[((h - 1) * folds.Length)..(h * folds.Length)]).Prepend(whole).Reverse().ToArray();
        var share = (double)folds[0].Validation.Length / folds[0].Train.Length;
        var (all, half) = (Accuracies(whole, folds), Accuracies(byCount[^2], folds));
        double error = 1 - all.Average(), before = 1 - half.Average();
        return new ImageCountCurve
        {
            Points = [.. byCount.Index().Select(c => Point(
                folds[0].Train.Length >> (byCount.Length - 1 - c.Index), Accuracies(c.Item, folds), share))],
            Doubled = 1 - (error >= before || before <= 0 ? error : error * error / before),
            IsRising = Rises(all.Zip(half, (a, b) => a - b), share),
            Overlaps = [.. Overlaps(whole, byCount[^2], folds, share)],
        };
    }

    private static ImageCountPoint Point(int images, double[] accuracies, double share)
    {
        var mean = new CorrectedMean(accuracies, share);
        return new ImageCountPoint(
            images, mean.Value, Math.Clamp(mean.Value - mean.HalfWidth, 0, 1), Math.Clamp(mean.Value + mean.HalfWidth, 0, 1));
    }

    /// <summary>Whether differences over the folds are above 0, and not by chance.</summary>
    private static bool Rises(IEnumerable<double> differences, double share) =>
        new CorrectedMean([.. differences], share) is { Value: > 0 } mean && !(mean.PValue >= CorrectedMean.Level);

    /// <summary>The first images of an order in which each class has its share at every length.</summary>
    private int[] Part(Fold fold, int halvings, long seed)
    {
        int[] shuffled = [.. fold.Train];
        new SeededRandom(seed, fold.Repeat, fold.Number).Shuffle(shuffled.AsSpan());
        var ordered = shuffled.GroupBy(i => heads.Table.Labels[i])
            .SelectMany(g => g.Select((image, rank) => (Image: image, Place: (rank + 0.5) / g.Count())))
            .OrderBy(p => p.Place).Select(p => p.Image);
        return [.. ordered.Take(fold.Train.Length >> halvings).Order()];
    }

    private double[] Accuracies(FoldOutcome[] outcomes, Fold[] folds) => [.. folds.Zip(outcomes, (fold, outcome) =>
        Trusted(outcome, fold).Average(p => p.Predicted == heads.Table.Labels[p.Row] ? 1.0 : 0))];

    /// <summary>The predictions of a fold, without rows whose label is in doubt.</summary>
    private IEnumerable<(long Predicted, int Row)> Trusted(FoldOutcome outcome, Fold fold) =>
        heads.Predicted(outcome, fold).Zip(fold.Validation).Where(p => heads.IsTrusted[p.Second]);

    private IEnumerable<ClassOverlap> Overlaps(FoldOutcome[] whole, FoldOutcome[] half, Fold[] folds, double share)
    {
        var pairs =
            from first in Enumerable.Range(0, classes.Count)
            from second in Enumerable.Range(first + 1, classes.Count - first - 1)
            let all = Confused(whole, first, second)
            where all.Length > 1 && all.Average() >= LeastOverlap
            orderby all.Average() descending
            select (First: first, Second: second, All: all, Half: Confused(half, first, second));
        return pairs.Take(MostOverlaps).Select(p => new ClassOverlap(
            classes[p.First], classes[p.Second], p.Half.Average(), p.All.Average(),
            Rises(p.Half.Zip(p.All, (before, after) => before - after), share)));

        double[] Confused(FoldOutcome[] outcomes, int first, int second) =>
        [
            .. folds.Zip(outcomes, (fold, outcome) => Trusted(outcome, fold)
                .Where(p => heads.Table.Labels[p.Row] == first || heads.Table.Labels[p.Row] == second)
                .Select(p => p.Predicted != heads.Table.Labels[p.Row] && (p.Predicted == first || p.Predicted == second) ? 1.0 : 0)
                .DefaultIfEmpty(0).Average()),
        ];
    }
}
