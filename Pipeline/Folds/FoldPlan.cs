using System.Security.Cryptography;
using System.Text;
using Transfer.Augmentation;

namespace Transfer.Pipeline;

/// <summary>
/// Stratified folds: every fold has its share of every class, as nearly as groups allow. Groups are dealt out, the largest first, each to the fold that has
/// the smallest share of the group's classes so far.
/// </summary>
public sealed class FoldPlan
{
    // Keeps these numbers apart from others that are drawn with the same seed.
    private const int Stream = 0x466F6C64;

    private FoldPlan(IReadOnlyList<Fold> folds) => Folds = folds;

    /// <summary>All folds, repeat by repeat.</summary>
    public IReadOnlyList<Fold> Folds { get; }

    /// <summary>Makes a plan, a function of its arguments alone.</summary>
    /// <param name="labels">The class of each sample, from 0.</param>
    /// <param name="groups">The group of each sample; samples of one are never in different folds. Null where each is its own.</param>
    /// <param name="folds">K, at least 2.</param>
    /// <param name="repeats">At least 1.</param>
    /// <param name="seed">Decides what goes where.</param>
    /// <exception cref="InvalidDataException">There are fewer groups than folds, or a class is in one fold alone, so that nothing could be learnt of it.</exception>
    public static FoldPlan Create(IReadOnlyList<long> labels, IReadOnlyList<int>? groups, int folds, int repeats, long seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        var members = Enumerable.Range(0, labels.Count).GroupBy(i => groups?[i] ?? i).Select(g => g.ToArray()).ToArray();
        if (members.Length < folds)
        {
            throw new InvalidDataException(
                $"There are {members.Length} {(members.Length == labels.Count ? "samples" : "groups of samples")} for {folds} folds; expected at least one for each. Take fewer folds.");
        }

        return new FoldPlan([.. Enumerable.Range(1, repeats).SelectMany(repeat => Deal(labels, members, folds, repeat, seed))]);
    }

    /// <summary>Says whether two plans are the same, whatever the order and the place of the images: a SHA-256 in hexadecimal.</summary>
    /// <param name="identities">What tells samples apart, such as the hashes of their contents.</param>
    internal string Fingerprint(IReadOnlyList<string> identities)
    {
        var text = new StringBuilder();
        foreach (var fold in Folds)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{fold.Repeat},{fold.Number}:").AppendJoin(' ', fold.Validation.Select(i => identities[i]).Order(StringComparer.Ordinal)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static IEnumerable<Fold> Deal(IReadOnlyList<long> labels, int[][] members, int folds, int repeat, long seed)
    {
        var order = members.ToArray();
        new SeededRandom(seed, Stream, repeat).Shuffle(order.AsSpan());
        var classes = (int)labels.Max() + 1;
        var totals = new double[classes];
        foreach (var label in labels)
        {
            totals[label]++;
        }

        var counts = new double[folds, classes];
        var sizes = new int[folds];
        var place = new int[labels.Count];
        // A stable sort: groups of one size keep their random order.
        foreach (var group in order.OrderByDescending(g => g.Length))
        {
            var own = group.CountBy(i => labels[i]).ToArray();
            var best = Enumerable.Range(0, folds).MinBy(f => (own.Sum(c => counts[f, c.Key] * c.Value / totals[c.Key]), sizes[f]));
            foreach (var (label, count) in own)
            {
                counts[best, label] += count;
            }

            sizes[best] += group.Length;
            foreach (var i in group)
            {
                place[i] = best;
            }
        }

        Check(counts, totals, sizes);
        return Enumerable.Range(0, folds).Select(f => new Fold(repeat, f + 1, Where(i => place[i] != f), Where(i => place[i] == f)));

        int[] Where(Func<int, bool> holds) => [.. Enumerable.Range(0, labels.Count).Where(holds)];
    }

    private static void Check(double[,] counts, double[] totals, int[] sizes)
    {
        for (var fold = 0; fold < sizes.Length; fold++)
        {
            if (sizes[fold] == 0)
            {
                throw new InvalidDataException($"The groups are so uneven that only {sizes.Count(s => s > 0)} of {sizes.Length} folds get any. Take fewer folds.");
            }

            for (var label = 0; label < totals.Length; label++)
            {
                if (totals[label] > 0 && counts[fold, label] == totals[label])
                {
                    throw new InvalidDataException(
                        $"All samples of class {label + 1} fall into one fold, so none would be left to train on. Expected at least two of each class, or groups of them.");
                }
            }
        }
    }
}
