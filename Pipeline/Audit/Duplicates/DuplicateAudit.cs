namespace Transfer.Pipeline.Audit;

/// <summary>Findings on groups of duplicates: of each one image is kept, and to remove the others is proposed.</summary>
internal sealed class DuplicateAudit(AuditImages images, ImageMeasures[] measures, OutOfFold outputs)
{
    /// <summary>The splits, those that measure first: of a leak, their image is kept.</summary>
    private static string[] SplitsOfImportance { get; } = [SplitNames.Test, SplitNames.Validation, SplitNames.Train];

    /// <summary>A finding for each image of a group, and another one where the group is in several splits.</summary>
    public IEnumerable<AuditFinding> Find(IReadOnlyList<DuplicateGroup> groups) => groups.SelectMany(Find);

    private IEnumerable<AuditFinding> Find(DuplicateGroup group)
    {
        var kept = Kept(group);
        var splits = group.Images.Select(images.SplitOf).Distinct().ToArray();
        var classes = group.Images.Select(images.ClassOf).Distinct().ToArray();
        foreach (var (place, image) in group.Images.Index().OrderBy(i => i.Item == kept ? 0 : 1).ThenBy(i => images.Names[i.Item]))
        {
            var isCopy = group.Images.Any(other => other != image && images.Identities[other] == images.Identities[image]);
            var proposed = image == kept ? "" : AuditFinding.Delete;
            var detail = (image == kept ? "the one that is kept" : $"the same as {images.Names[kept]}")
                + (classes.Length > 1 ? $"; the group has the classes {string.Join(" and ", classes)}" : "");
            yield return images.Finding(
                image, isCopy ? FindingKind.Duplicate : FindingKind.NearDuplicate, DuplicateSearch.NameOf(group),
                group.Similarity[place], proposed) with
            { Detail = detail };
            if (splits.Length > 1)
            {
                yield return images.Finding(
                    image, FindingKind.Leak, DuplicateSearch.NameOf(group), group.Similarity[place], proposed) with
                {
                    Detail = $"in {string.Join(" and ", splits)}; {detail}",
                };
            }
        }
    }

    /// <summary>
    /// The image that is kept: of the class that the heads find most probable, in the split that measures, and the largest.
    /// </summary>
    private int Kept(DuplicateGroup group)
    {
        var sums = group.Images.GroupBy(i => images.Labels[i]).ToDictionary(
            g => g.Key, g => group.Images.Where(outputs.Has).Sum(i => outputs.Row(i)[(int)g.Key]));
        return group.Images
            .OrderByDescending(i => sums[images.Labels[i]])
            .ThenBy(i => Array.IndexOf(SplitsOfImportance, images.SplitOf(i)))
            .ThenByDescending(i => (long)measures[i].Width * measures[i].Height)
            .ThenByDescending(i => measures[i].Bytes)
            .ThenBy(i => images.Names[i], StringComparer.Ordinal).First();
    }
}
