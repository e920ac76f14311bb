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
        var model = LabelModel.Train(images, neighbours, groups, options, audit);
        AuditFinding[] labels = [.. LabelAudit.Find(images, model)];
        var shortcuts = new ShortcutAudit(images, measures, Folds(images, groups)).Measure(audit.Cancellation);
        AuditFinding[] findings =
        [
            .. labels, .. new DuplicateAudit(images, measures, model.Outputs).Find(duplicates),
            .. OutlierAudit.Find(images, neighbours, groups), .. data.Unreadable,
            .. QualityAudit.Find(images, measures, data.NetworkSize), .. ShortcutAudit.Findings(shortcuts),
        ];
        var result = new AuditResult
        {
            Data = options.Data,
            Folder = options.Out,
            Classes = images.Classes,
            Images = images.Count,
            Balance = data.Balance,
            Findings = [.. findings.OrderBy(f => f.Finding).ThenByDescending(f => f.Score)],
            Labels = LabelSummaries.Of(images, model, labels, options),
            DuplicateThreshold = threshold,
            Shortcuts = shortcuts,
            Leaks = model.Heads is { } heads ? [.. LeakAudit.Measure(images, groups, heads, audit)] : [],
            LearningCurve = model.Heads is { } all
                ? new ImageCounts(all, images.Classes).Compute(options.Seed, StageProgress.Name(audit, "Learning curve")) : null,
        };
        result = result with { Summary = [.. AuditSentences.Of(result)] };
        if (options.Out is not null)
        {
            new AuditFolder(options, data).Write(result, context.In(Stages.Reporting));
        }

        return result;
    }

    /// <summary>Folds of all images, also of classes that are too small for heads.</summary>
    private IReadOnlyList<Fold> Folds(AuditImages images, int[] groups)
    {
        var folds = Math.Min(options.Folds, groups.Distinct().Count());
        return folds < 2 ? [] : FoldPlan.Create(new long[images.Count], groups, folds, 1, options.Seed).Folds;
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
