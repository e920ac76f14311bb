namespace Transfer.Pipeline.Audit;

/// <summary>
/// Predicts whether an image is of a class from the bin that its measure falls into: it is where the bin is more frequent in the class
/// than in the others.
/// </summary>
internal static class BinnedRule
{
    private const int Bins = 12;

    /// <summary>Assigns numbers to bins with about as many images each; equal numbers share a bin, and NaN has one of its own.</summary>
    public static int[] BinsOf(double[] values)
    {
        double[] sorted = [.. values.Where(v => !double.IsNaN(v)).Order()];
        double[] edges = sorted.Length == 0 ? []
            : [.. Enumerable.Range(1, Bins - 1).Select(i => sorted[Math.Min(sorted.Length - 1, i * sorted.Length / Bins)]).Distinct()];
        return Array.ConvertAll(values, value => double.IsNaN(value) ? -1 : edges.Count(edge => value >= edge));
    }

    /// <summary>The balanced accuracy of the rule on folds that it was not made from.</summary>
    /// <param name="bins">The bin of each image.</param>
    /// <param name="isClass">Whether each image is of the class.</param>
    /// <param name="folds">Each image validates once.</param>
    public static double BalancedAccuracy(int[] bins, bool[] isClass, IReadOnlyList<Fold> folds)
    {
        double right = 0, rightOthers = 0;
        foreach (var fold in folds)
        {
            var counts = fold.Train.GroupBy(i => bins[i]).ToDictionary(
                g => g.Key, g => (Class: g.Count(i => isClass[i]), Others: g.Count(i => !isClass[i])));
            double ofClass = Math.Max(1, fold.Train.Count(i => isClass[i])), others = Math.Max(1, fold.Train.Count(i => !isClass[i]));
            foreach (var image in fold.Validation)
            {
                var (own, other) = counts.GetValueOrDefault(bins[image]);
                var predicted = own / ofClass > other / others;
                right += predicted && isClass[image] ? 1 : 0;
                rightOthers += !predicted && !isClass[image] ? 1 : 0;
            }
        }

        var total = isClass.Count(c => c);
        return ((right / Math.Max(1, total)) + (rightOthers / Math.Max(1, isClass.Length - total))) / 2;
    }
}
