using MathNet.Numerics.Distributions;

namespace Transfer.Pipeline.Audit;

/// <summary>
/// Finds images that no other is like: by the mean distance to the nearest neighbours in the features (Ramaswamy, Rastogi and Shim:
/// Efficient Algorithms for Mining Outliers from Large Data Sets, SIGMOD 2000; Sun et al.: Out-of-Distribution Detection with Deep Nearest
/// Neighbors, ICML 2022).
/// </summary>
internal static class OutlierAudit
{
    // Distances have a longer tail than the normal distribution that the quantile is of.
    private const double Tail = 1.15;
    private const double Expected = 0.5;
    private const int FewestImages = 30;

    /// <param name="groups">The group of each image; images of its own group are no neighbours.</param>
    public static IEnumerable<AuditFinding> Find(AuditImages images, Neighbours neighbours, int[] groups)
    {
        if (images.Count < FewestImages)
        {
            return [];
        }

        double[] distances = [.. Enumerable.Range(0, images.Count).Select(Distance)];
        var scale = RobustScale.Of(distances);
        var threshold = Tail * Normal.InvCDF(0, 1, 1 - (Expected / images.Count));
        return Enumerable.Range(0, images.Count).Where(i => scale.Deviations(distances[i]) > threshold).Select(i =>
            images.Finding(i, FindingKind.Outlier, "", RobustScale.Score(scale.Deviations(distances[i]), threshold)) with
            {
                Detail = FormattableString.Invariant(
                    $"the distance to its neighbours is {distances[i] / scale.Median:F2} times the usual one; the nearest is {Nearest(i)}"),
            });

        double Distance(int image)
        {
            // Without any neighbour that is no duplicate, nothing can be said.
            double[] others = [.. neighbours.Row(image).Where(n => groups[n.Index] != groups[image]).Select(n => 1.0 - n.Similarity)];
            return others.Length == 0 ? 0 : others.Average();
        }

        string Nearest(int image) => images.Names[neighbours.Row(image).First().Index];
    }
}
