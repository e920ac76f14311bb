using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Transfer.Pipeline.Folds;

/// <summary>
/// Stratified folds: every fold has its share of every class, as far as groups allow. Groups are assigned, the largest first, each to the
/// fold with the smallest share of the group's classes so far.
/// </summary>
internal sealed class FoldPlan
{
    // Separates these random numbers from others with the same seed.
    private const int Stream = 0x466F6C64;

    private FoldPlan(IReadOnlyList<Fold> folds) => Folds = folds;

    /// <summary>The folds of all repeats.</summary>
    public IReadOnlyList<Fold> Folds { get; }

    /// <summary>Creates a plan; the same arguments give the same plan.</summary>
    /// <param name="labels">The class of each sample, from 0.</param>
    /// <param name="groups">The group of each sample; samples of a group are in the same fold. Null for no groups.</param>
    /// <param name="folds">K, at least 2.</param>
    /// <param name="repeats">At least 1.</param>
    /// <exception cref="InvalidDataException">There are fewer groups than folds, or all samples of a class are in one fold.</exception>
    public static FoldPlan Create(IReadOnlyList<long> labels, IReadOnlyList<int>? groups, int folds, int repeats, long seed)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(repeats, 1);
        var members = Enumerable.Range(0, labels.Count).GroupBy(i => groups?[i] ?? i).Select(g => g.ToArray()).ToArray();
        if (members.Length < folds)
        {
            var noun = members.Length == labels.Count ? "samples" : "groups of samples";
            throw new InvalidDataException(
                $"There are {members.Length} {noun} for {folds} folds; expected at least one for each. Take fewer folds.");
        }

        return new FoldPlan([.. Enumerable.Range(1, repeats).SelectMany(repeat =>
        {
            var assigned = Assign(labels, members, folds, new SeededRandom(seed, Stream, repeat)).Index()
                .ToLookup(a => a.Item, a => a.Index);
            return Enumerable.Range(0, folds).Select(fold =>
                new Fold(repeat, fold + 1, [.. assigned.Where(a => a.Key != fold).SelectMany(a => a).Order()], [.. assigned[fold]]));
        })]);
    }

    /// <summary>A SHA-256 of the plan, in hexadecimal, which does not depend on the order and the paths of the images.</summary>
    /// <param name="identities">Identifies each sample, such as by the hash of its content.</param>
    internal string Fingerprint(IReadOnlyList<string> identities)
    {
        var text = new StringBuilder();
        foreach (var fold in Folds)
        {
            text.Append(CultureInfo.InvariantCulture, $"{fold.Repeat},{fold.Number}:")
                .AppendJoin(' ', fold.Validation.Select(i => identities[i]).Order(StringComparer.Ordinal)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    /// <summary>Assigns each sample to a fold, from 0.</summary>
    private static int[] Assign(IReadOnlyList<long> labels, int[][] members, int folds, SeededRandom random)
    {
        var order = members.ToArray();
        random.Shuffle(order.AsSpan());
        var classes = (int)labels.Max() + 1;
        var totals = new double[classes];
        foreach (var label in labels)
        {
            totals[label]++;
        }

        var counts = new double[folds, classes];
        var sizes = new int[folds];
        var assigned = new int[labels.Count];
        // The sort is stable: groups of the same size keep their random order.
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
                assigned[i] = best;
            }
        }

        Check(counts, totals, sizes);
        return assigned;
    }

    private static void Check(double[,] counts, double[] totals, int[] sizes)
    {
        for (var fold = 0; fold < sizes.Length; fold++)
        {
            if (sizes[fold] == 0)
            {
                throw new InvalidDataException(
                    $"The groups are so uneven that only {sizes.Count(s => s > 0)} of {sizes.Length} folds get any. Take fewer folds.");
            }

            for (var label = 0; label < totals.Length; label++)
            {
                if (totals[label] > 0 && counts[fold, label] == totals[label])
                {
                    throw new InvalidDataException(
                        $"All samples of class {label + 1} fall into one fold, so none would be left to train on. "
                        + "Expected at least two of each class, or groups of them.");
                }
            }
        }
    }
}
