using System.Globalization;

namespace Transfer.Pipeline.Audit;

/// <summary>Sums up what is known of the labels.</summary>
internal static class LabelSummaries
{
    public static LabelSummary Of(
        AuditImages images, OutOfFold outputs, ConfidentJoint joint, IReadOnlyList<AuditFinding> labels, AuditOptions options)
    {
        int[] used = [.. Enumerable.Range(0, images.Count).Where(outputs.Has)];
        var classes = Enumerable.Range(0, images.Classes.Count);
        return new LabelSummary
        {
            Head = OutOfFold.HeadOf(options, images.Classes.Count).ToString(),
            Heads = options.Folds * options.Repeats,
            Agreement = new Accuracy(used.Count(i => outputs.Predicted(i) == images.Labels[i]), used.Length),
            Wrong = labels.Sum(l => l.Score),
            Recommended = labels.Count(l => l.Score >= LabelAudit.Recommended),
            Thresholds = joint.Thresholds,
            Joint = [.. classes.Select(i => (IReadOnlyList<double>)[.. classes.Select(j => joint.Counts[i, j])])],
            TooSmall = [.. outputs.TooSmall.Select(label => images.Classes[label])],
        };
    }

    /// <summary>A number of images as text.</summary>
    public static string Count(double number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
