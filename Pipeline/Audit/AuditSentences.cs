using System.Globalization;

namespace Transfer.Pipeline.Audit;

/// <summary>Sums an audit up in sentences, the most important first.</summary>
internal static class AuditSentences
{
    private const double MuchOverlap = 0.1;

    public static IEnumerable<string> Of(AuditResult result) =>
        new[] { Leaks(result), Shortcuts(result), Labels(result), Duplicates(result), Quality(result), Outliers(result), Curve(result) }
            .SelectMany(s => s);

    private static IEnumerable<string> Labels(AuditResult result)
    {
        if (result.Labels is not { } labels)
        {
            yield return "Labels were not looked at: the classes have too few images to be learnt.";
            yield break;
        }

        yield return labels.Recommended == 0
            ? $"Labels: none of {result.Images:N0} is more probably wrong than right."
            : FormattableString.Invariant($"Labels: {labels.Recommended:N0} of {result.Images:N0} ")
                + (labels.Recommended == 1 ? "is" : "are")
                + FormattableString.Invariant($" more probably wrong than right; {labels.Wrong:F0} wrong ones are expected in all.");
        if (labels.TooSmall.Count > 0)
        {
            yield return $"The labels of {string.Join(", ", labels.TooSmall.Take(3))} were not looked at: there are too few different "
                + "images.";
        }
    }

    private static IEnumerable<string> Duplicates(AuditResult result)
    {
        var groups = result.Findings.Where(f => f.Finding is FindingKind.Duplicate or FindingKind.NearDuplicate)
            .GroupBy(f => f.Group).ToArray();
        var conflicting = groups.Count(g => g.Select(f => f.Class).Distinct().Count() > 1);
        if (groups.Length > 0)
        {
            yield return $"Duplicates: {groups.Sum(g => g.Count()):N0} images are the same as another, in {groups.Length:N0} "
                + (groups.Length == 1 ? "group" : "groups")
                + (conflicting > 0 ? $", {conflicting:N0} of them with different classes." : ".");
        }
    }

    private static IEnumerable<string> Leaks(AuditResult result)
    {
        var images = result.Of(FindingKind.Leak).ToArray();
        if (images.Length > 0)
        {
            var count = images.Select(f => f.Group).Distinct().Count();
            yield return $"Leaks: {count:N0} {(count == 1 ? "image is" : "images are")} in more than one split.";
        }

        foreach (var leak in result.Leaks)
        {
            yield return $"Leaks: of the {leak.Split} images, {leak.Leaked:N0} {(leak.Leaked == 1 ? "is" : "are")} in training as well. "
                + $"A head has accuracy {leak.With} with "
                + (leak.Without is { } without ? $"them and {without} without them." : "them, and there are no others.");
        }
    }

    private static IEnumerable<string> Shortcuts(AuditResult result) => result.Shortcuts.Where(s => s.IsFinding).Select(s =>
        string.Create(CultureInfo.InvariantCulture,
            $"Shortcut: the {s.Measure} alone tells '{s.Class}' with balanced accuracy {s.BalancedAccuracy:F3}: {s.Rule}."));

    private static IEnumerable<string> Quality(AuditResult result)
    {
        var kinds = result.Of(FindingKind.Quality).GroupBy(f => f.Group).Select(g => $"{g.Count():N0} {g.Key}").ToArray();
        if (kinds.Length > 0)
        {
            yield return $"Quality: {string.Join(", ", kinds)}.";
        }
    }

    private static IEnumerable<string> Outliers(AuditResult result)
    {
        var count = result.Of(FindingKind.Outlier).Count();
        if (count > 0)
        {
            yield return count == 1 ? "Outliers: 1 image is like no other." : $"Outliers: {count:N0} images are like no other.";
        }
    }

    private static IEnumerable<string> Curve(AuditResult result)
    {
        if (result.LearningCurve is not { } curve)
        {
            yield break;
        }

        var last = curve.Points[^1];
        var doubled = curve.Doubled.ToString("F3", CultureInfo.InvariantCulture);
        yield return string.Create(CultureInfo.InvariantCulture,
            $"More images: accuracy {last.Accuracy:F3} ({last.Low:F3} to {last.High:F3}) with {last.Images:N0} training images; ")
            + (curve.IsRising ? $"twice as many will help, to about {doubled} if the error goes on falling as it does."
                : $"the last doubling made no difference that is not chance, and twice as many would give about {doubled}.");
        foreach (var overlap in curve.Overlaps.Where(o => !o.IsFalling && o.All >= MuchOverlap))
        {
            yield return string.Create(CultureInfo.InvariantCulture,
                $"Overlap: {overlap.All:P1} of '{overlap.First}' and '{overlap.Second}' are confused, ")
                + "and the last doubling of the images did not change that.";
        }
    }
}
