using System.Globalization;
using System.Numerics.Tensors;

namespace Transfer.Pipeline.Audit;

/// <summary>
/// Finds images that are the same: candidates by the hash of the content, by difference hashes and by the distance of features;
/// then their thumbnails are aligned and correlated.
/// </summary>
internal sealed class DuplicateSearch(AuditImages images, ImageMeasures[] measures, Neighbours neighbours)
{
    // More than the tolerance of groups of similar images: these are candidates only.
    private const int CandidateBits = 3 * ImageGroups.Tolerance;

    // From here on the thumbnails alone are enough.
    private const double Certain = 0.975;

    /// <summary>The groups, those of the most similar images first.</summary>
    /// <param name="threshold">The least correlation of near-duplicates, from the data.</param>
    public IReadOnlyList<DuplicateGroup> Find(CancellationToken cancellation, out double threshold)
    {
        var pairs = Correlate([.. Candidates()], cancellation);
        threshold = DuplicateThreshold.Of([.. pairs.Where(p => !AreCopies(p)).Select(p => p.Correlation)]);
        var (least, usual) = (threshold, UsualSimilarity());
        ImagePair[] same = [.. pairs.Where(p => AreCopies(p)
            || (p.Correlation >= least && (p.Correlation >= Certain || SimilarityOf(p) >= usual)))];
        var sets = new DisjointSets(images.Count);
        var best = new double[images.Count];
        foreach (var pair in same)
        {
            sets.Join(pair.First, pair.Second);
            var similarity = AreCopies(pair) ? 1 : Math.Min(pair.Correlation, 0.9999);
            best[pair.First] = Math.Max(best[pair.First], similarity);
            best[pair.Second] = Math.Max(best[pair.Second], similarity);
        }

        return [.. Enumerable.Range(0, images.Count).GroupBy(sets.Find).Where(g => g.Count() > 1).Select(g => g.ToArray())
            .OrderByDescending(g => g.Max(i => best[i])).ThenBy(g => images.Names[g[0]], StringComparer.Ordinal)
            .Select((group, i) => new DuplicateGroup(i + 1, group, Array.ConvertAll(group, image => best[image])))];
    }

    /// <summary>The number of a group as text.</summary>
    public static string NameOf(DuplicateGroup group) => group.Number.ToString(CultureInfo.InvariantCulture);

    /// <summary>The median similarity of an image to its nearest neighbour: images that correlate by chance are less alike.</summary>
    private double UsualSimilarity()
    {
        float[] nearest = [.. Enumerable.Range(0, images.Count).Select(i => neighbours.Row(i).First().Similarity).Order()];
        return nearest[nearest.Length / 2];
    }

    private float SimilarityOf(ImagePair pair) => TensorPrimitives.CosineSimilarity<float>(
        images.RowOf(pair.First), images.RowOf(pair.Second));

    private bool AreCopies(ImagePair pair) => images.Identities[pair.First] == images.Identities[pair.Second];

    /// <summary>Pairs that are worth a closer look.</summary>
    internal HashSet<(int First, int Second)> Candidates()
    {
        var found = new HashSet<(int, int)>();
        foreach (var copies in Enumerable.Range(0, images.Count).GroupBy(i => images.Identities[i]).Where(g => g.Count() > 1))
        {
            found.UnionWith(copies.Skip(1).Select(i => Pair(copies.First(), i)));
        }

        for (var i = 0; i < images.Count; i++)
        {
            found.UnionWith(neighbours.Row(i).Select(n => Pair(i, n.Index)));
            for (var j = i + 1; j < images.Count; j++)
            {
                if (measures[i].Hash.Distance(measures[j].Hash) <= CandidateBits
                    || measures[i].MirroredHash.Distance(measures[j].Hash) <= CandidateBits)
                {
                    found.Add((i, j));
                }
            }
        }

        return found;

        static (int, int) Pair(int one, int other) => (Math.Min(one, other), Math.Max(one, other));
    }

    private ImagePair[] Correlate((int First, int Second)[] candidates, CancellationToken cancellation)
    {
        Array.Sort(candidates);
        var pairs = new ImagePair[candidates.Length];
        Parallel.For(0, pairs.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var (first, second) = candidates[i];
            pairs[i] = new ImagePair(
                first, second, ThumbnailMatch.Correlation(measures[first].Thumbnail, measures[second].Thumbnail));
        });
        return pairs;
    }
}
