using System.Globalization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>
/// Faults that were planted into 2,000 photographs are found, and few others. Takes minutes; run it with <c>-explicit on</c>. Features go
/// into the user's cache.
/// </summary>
public sealed class PlantedFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact(Explicit = true)]
    public void Five_percent_of_flipped_labels_are_at_the_top_of_the_list()
    {
        var planted = Plant();
        var flipped = planted.FlipLabels(0.05);
        var labels = Audit(planted).Of(FindingKind.Label).ToArray();
        var top = labels.Take((int)(0.06 * planted.Names.Length)).Count(f => flipped.Contains(f.Path));
        var recommended = labels.Where(f => f.Proposed.Length > 0).ToArray();
        var right = recommended.Count(f => flipped.Contains(f.Path));
        Say($"{flipped.Count} flipped; {top} in the first 6 %; recommended {recommended.Length}, of which {right} were flipped");
        Say($"not flipped: {string.Join(", ", recommended.Where(f => !flipped.Contains(f.Path)).Select(f => $"{f.Path} {f.Score:F3}"))}");
        Say($"missed: {string.Join(", ", flipped.Except(recommended.Select(f => f.Path)))}");
        Assert.True(top >= 0.95 * flipped.Count);
        Assert.True(right >= 0.8 * recommended.Length);
    }

    [Fact(Explicit = true)]
    public void A_hundred_near_duplicates_are_found()
    {
        var planted = Plant();
        var copies = planted.AddNearDuplicates(100);
        var result = Audit(planted);
        var groups = result.Findings.Where(f => f.Finding is FindingKind.Duplicate or FindingKind.NearDuplicate).GroupBy(f => f.Group)
            .Select(g => g.Select(f => f.Path).ToHashSet()).ToArray();
        string[] missed = [.. copies.Where(c => !groups.Any(g => g.Contains(c.Key) && g.Contains(c.Value))).Select(c => c.Key)];
        var others = groups.Where(g => !g.Any(copies.ContainsKey)).ToArray();
        Say($"threshold {result.DuplicateThreshold:F4}; {groups.Length} groups; missed {string.Join(", ", missed)}; "
            + $"others {string.Join(" | ", others.Select(g => string.Join(" ", g)))}");
        Assert.Empty(missed);
        Assert.InRange(others.Length, 0, 5);
        Assert.All(groups, g => Assert.InRange(g.Count, 2, 3));
    }

    [Theory(Explicit = true)]
    [InlineData("JPEG quality")]
    [InlineData("border")]
    public void A_shortcut_is_named(string measure)
    {
        var planted = Plant();
        if (measure == "border")
        {
            planted.AddBorder("cats", 0.05);
        }
        else
        {
            planted.Recompress("dogs", 60);
        }

        var result = Audit(planted);
        foreach (var found in result.Shortcuts.Take(5))
        {
            Say(found.ToString());
        }

        Assert.Contains(result.Of(FindingKind.Shortcut), f => f.Group == measure);
    }

    [Fact(Explicit = true)]
    public void Photographs_as_they_are_give_a_short_report()
    {
        var result = Audit(Plant());
        Assert.Empty(result.Of(FindingKind.Shortcut));
        Assert.InRange(result.Labels!.Recommended, 0, 5);
        Assert.InRange(result.Of(FindingKind.NearDuplicate).Count(), 0, 10);
        Assert.InRange(result.Of(FindingKind.Outlier).Count(), 0, 10);
        Assert.InRange(result.Of(FindingKind.Quality).Count(), 0, 20);
    }

    [Fact(Explicit = true)]
    public void Damaged_images_are_found_by_their_kind()
    {
        var planted = Plant(250);
        var damaged = planted.Damage();
        var quality = Audit(planted).Of(FindingKind.Quality).ToArray();
        Say($"missed: {string.Join(", ", damaged.Where(d => !quality.Any(f => (f.Path, f.Group) == (d.Key, d.Value))))}");
        Say($"others: {string.Join(", ", quality.Where(f => !damaged.ContainsKey(f.Path)).Select(f => $"{f.Path} {f.Group}"))}");
        Assert.All(damaged, d => Assert.Contains(quality, f => (f.Path, f.Group) == (d.Key, d.Value)));
        Assert.InRange(quality.Count(f => !damaged.ContainsKey(f.Path)), 0, 5);
    }

    private PlantedFaults Plant(int perClass = int.MaxValue) =>
        new(Repository.Shared("data", "cats-vs-dogs", "train"), Path.Combine(_folder.Path, "photos"), perClass);

    private static AuditResult Audit(PlantedFaults planted)
    {
        var result = TransferLearning.Audit(new AuditOptions { Data = planted.Path });
        foreach (var sentence in result.Summary)
        {
            Say(sentence);
        }

        return result;
    }

    private static void Say(FormattableString text) => Say(text.ToString(CultureInfo.InvariantCulture));

    private static void Say(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);
}
