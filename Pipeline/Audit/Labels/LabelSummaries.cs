namespace Transfer.Pipeline.Audit;

/// <summary>Sums up what is known of the labels.</summary>
internal static class LabelSummaries
{
    /// <returns>Null where the classes are too small to be learnt.</returns>
    public static LabelSummary? Of(AuditImages images, LabelModel model, IReadOnlyList<AuditFinding> labels, AuditOptions options)
    {
        if (model is not { Joint: { } joint, Heads: { } heads, Outputs: { } outputs })
        {
            return null;
        }

        var classes = Enumerable.Range(0, images.Classes.Count);
        return new LabelSummary
        {
            Head = LabelModel.HeadOf(options, images.Classes.Count).ToString(),
            Heads = heads.Folds.Count,
            Agreement = new Accuracy(heads.Images.Count(i => outputs.Predicted(i) == images.Labels[i]), heads.Images.Length),
            Wrong = labels.Sum(l => l.Score),
            Recommended = labels.Count(l => l.Score >= LabelModel.MoreProbablyWrong),
            Thresholds = joint.Thresholds,
            Joint = [.. classes.Select(i => (IReadOnlyList<double>)[.. classes.Select(j => joint.Counts[i, j])])],
            TooSmall = [.. model.TooSmall.Select(label => images.Classes[label])],
        };
    }
}
