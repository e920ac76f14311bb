using System.Globalization;
using MathNet.Numerics.Distributions;

namespace Transfer.Pipeline.Audit;

/// <summary>
/// Finds measures of files that alone tell a class (Geirhos et al.: Shortcut Learning in Deep Neural Networks, Nature Machine Intelligence
/// 2, 2020). A head may learn them instead of what is shown.
/// </summary>
internal sealed class ShortcutAudit(AuditImages images, ImageMeasures[] measures, IReadOnlyList<Fold> folds)
{
    // Images of different things differ a little in brightness or size; this is far beyond.
    private const double LeastAccuracy = 0.7;
    private const double Level = 0.01;

    // With more classes, one measure would be tried too often to find anything.
    private const int MostListed = 40;

    /// <summary>Puts a rule into words.</summary>
    /// <param name="isClass">Whether each image is of the class.</param>
    /// <param name="name">The name of the class.</param>
    private delegate string Wording(bool[] isClass, string name);

    /// <summary>All measures and classes, the most telling first.</summary>
    public IReadOnlyList<ShortcutMeasure> Measure(CancellationToken cancellation)
    {
        var numbers = FileMeasures.Numbers(images, measures);
        var texts = FileMeasures.Texts(images, measures);
        // Of two classes, what tells one tells the other.
        int[] classes = images.Classes.Count == 2 ? [1] : [.. Enumerable.Range(0, images.Classes.Count)];
        var tests = classes.Length * (numbers.Count + texts.Count);
        (string Name, int[] Bins, Wording Rule)[] all =
        [
            .. numbers.Select(n => (n.Name, BinnedRule.BinsOf(n.Values), (Wording)((c, name) => Medians(n.Values, c, name)))),
            .. texts.Select(t => (t.Name, Categories(t.Values), (Wording)((c, name) => Shares(t.Values, c, name)))),
        ];
        // What is the same for all images tells nothing.
        all = [.. all.Where(a => a.Bins.Distinct().Skip(1).Any())];
        var found = new ShortcutMeasure[all.Length * classes.Length];
        Parallel.For(0, found.Length, new ParallelOptions { CancellationToken = cancellation }, i =>
        {
            var (label, (name, bins, rule)) = (classes[i % classes.Length], all[i / classes.Length]);
            bool[] isClass = Array.ConvertAll(images.Labels, l => l == label);
            var accuracy = BinnedRule.BalancedAccuracy(bins, isClass, folds);
            var pValue = Math.Min(1, tests * PValue(accuracy, isClass));
            found[i] = new ShortcutMeasure(name, images.Classes[label], accuracy, pValue, rule(isClass, images.Classes[label]))
            {
                IsFinding = accuracy >= LeastAccuracy && pValue < Level,
            };
        });
        return [.. found.OrderByDescending(f => f.BalancedAccuracy).ThenBy(f => f.Measure, StringComparer.Ordinal).Take(MostListed)];
    }

    /// <summary>The findings among measures.</summary>
    public static IEnumerable<AuditFinding> Findings(IEnumerable<ShortcutMeasure> measures) => measures.Where(m => m.IsFinding).Select(
        m => new AuditFinding("", FindingKind.Shortcut, m.Measure, m.BalancedAccuracy, m.Class, "") { Detail = m.Rule });

    /// <summary>The probability of as much by chance, where both shares of right answers have the mean 0.5.</summary>
    private static double PValue(double balancedAccuracy, bool[] isClass)
    {
        var (own, others) = (isClass.Count(c => c), isClass.Count(c => !c));
        var deviation = 0.25 * Math.Sqrt((1.0 / Math.Max(1, own)) + (1.0 / Math.Max(1, others)));
        return Normal.CDF(0, 1, -(balancedAccuracy - 0.5) / deviation);
    }

    private static int[] Categories(string[] values)
    {
        var numbers = values.Distinct().Index().ToDictionary(v => v.Item, v => v.Index);
        return Array.ConvertAll(values, value => numbers[value]);
    }

    private static string Medians(double[] values, bool[] isClass, string name)
    {
        return string.Create(CultureInfo.InvariantCulture, $"median {Median(true)} of '{name}' and {Median(false)} of the others");

        string Median(bool wanted)
        {
            double[] own = [.. values.Where((v, i) => isClass[i] == wanted && !double.IsNaN(v)).Order()];
            return own.Length == 0 ? "none" : own[own.Length / 2].ToString("G4", CultureInfo.InvariantCulture);
        }
    }

    private static string Shares(string[] values, bool[] isClass, string name)
    {
        var ofClass = (double)isClass.Count(c => c);
        var others = isClass.Length - ofClass;
        // The value that is most unequally shared.
        var (value, own, other) = values.Zip(isClass).GroupBy(v => v.First).Select(g => (g.Key,
                Own: g.Count(v => v.Second) / Math.Max(1, ofClass), Other: g.Count(v => !v.Second) / Math.Max(1, others)))
            .MaxBy(g => Math.Abs(g.Own - g.Other));
        return string.Create(CultureInfo.InvariantCulture,
            $"{(value.Length == 0 ? "none" : $"'{value}'")} in {own:P0} of '{name}' and {other:P0} of the others");
    }
}
