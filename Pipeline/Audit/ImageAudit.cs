namespace Transfer.Pipeline.Audit;

/// <summary>Audits a dataset of images: features and measures through the cache, then each kind of finding.</summary>
internal sealed class ImageAudit(AuditOptions options, RunContext context)
{
    // As many as an outlier is compared with.
    private const int MostNeighbours = 10;

    /// <summary>Runs the audit and writes its files.</summary>
    public AuditResult Run()
    {
        AuditFolder.Check(options);
        using var data = AuditData.Open(options, context);
        var (images, measures) = (data.Images, data.Measures);
        var audit = context.In(Stages.Auditing);
        var neighbours = Neighbours.Of(images.Features, images.Length, MostNeighbours, audit.Cancellation);
        var duplicates = new DuplicateSearch(images, measures, neighbours).Find(audit.Cancellation, out var threshold);
        int[] groups = GroupsOf(images.Count, duplicates);
        var outputs = OutOfFold.Of(images, groups, options, audit);
        AuditFinding[] labels = [];
        LabelSummary? summary = null;
        if (Enumerable.Range(0, images.Count).Any(outputs.Has))
        {
            var joint = new ConfidentJoint(outputs, images.Labels);
            labels = [.. LabelAudit.Find(images, outputs, joint, new LabelNoise(outputs, images.Labels, joint))];
            summary = LabelSummaries.Of(images, outputs, joint, labels, options);
        }

        AuditFinding[] findings =
        [
            .. labels, .. new DuplicateAudit(images, measures, outputs).Find(duplicates),
        ];
        var result = new AuditResult
        {
            Data = options.Data,
            Folder = options.Out,
            Classes = images.Classes,
            Images = images.Count,
            Balance = data.Balance,
            Findings = [.. findings.OrderBy(f => f.Finding).ThenByDescending(f => f.Score)],
            Labels = summary,
            DuplicateThreshold = threshold,
        };
        result = result with { Summary = [.. AuditSentences.Of(result)] };
        if (options.Out is not null)
        {
            new AuditFolder(options, data).Write(result, context.In(Stages.Reporting));
        }

        return result;
    }

    private static int[] GroupsOf(int count, IReadOnlyList<DuplicateGroup> duplicates)
    {
        int[] groups = [.. Enumerable.Range(0, count)];
        foreach (var group in duplicates)
        {
            foreach (var image in group.Images)
            {
                groups[image] = group.Images[0];
            }
        }

        return groups;
    }
}
