using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ShortcutTests
{
    private static readonly ImageMeasures Plain = ImageMeasurer.Measure(ImageFactory.Jpeg(80, 60), Imaging.Skia)!;

    [Theory]
    [InlineData("cats/cat.12.jpg", "*.0.jpg")]
    [InlineData("dogs/dog.7.jpg", "*.0.jpg")]
    [InlineData("dogs/IMG_2041.JPG", "IMG_0.JPG")]
    [InlineData("dogs/holiday 3.png", "holiday 0.png")]
    public void A_pattern_of_a_name_leaves_out_numbers_and_classes(string name, string expected) =>
        Assert.Equal(expected, FileName.Pattern(name, ["cats", "dogs"]));

    [Fact]
    public void The_number_of_a_name_is_the_last_one()
    {
        Assert.Equal(41, FileName.Number("a/2020-05-041.jpg"));
        Assert.Equal(double.NaN, FileName.Number("a/b.jpg"));
    }

    [Fact]
    public void Equal_numbers_share_a_bin_and_missing_ones_have_their_own()
    {
        var bins = BinnedRule.BinsOf([60, 60, 60, 92, double.NaN, 92, 75]);
        Assert.Equal(bins[0], bins[1]);
        Assert.Equal(bins[3], bins[5]);
        Assert.Equal(-1, bins[4]);
        Assert.Equal(4, bins.Distinct().Count());
    }

    [Fact]
    public void A_quality_that_only_one_class_has_is_a_finding_and_chance_is_not()
    {
        var random = new SeededRandom(1);
        var measures = Measure(300, i => Plain with
        {
            JpegQuality = i % 2 == 1 ? 60 : 80 + random.Next(15),
            Bytes = 1000 + random.Next(5000),
            Width = 300 + random.Next(200),
        });
        var found = Shortcuts(measures, 2).ToArray();
        Assert.Equal(("JPEG quality", "b", true), (found[0].Measure, found[0].Class, found[0].IsFinding));
        Assert.Equal(1, found[0].BalancedAccuracy);
        Assert.StartsWith("median 60 of 'b' and 8", found[0].Rule, StringComparison.Ordinal);
        Assert.All(found.Skip(1), f => Assert.False(f.IsFinding, f.ToString()));
        // What all images have in common tells nothing.
        Assert.DoesNotContain(found, f => f.Measure is "file format" or "camera" or "border");
        var row = Assert.Single(ShortcutAudit.Findings(found));
        Assert.Equal(("", FindingKind.Shortcut, "JPEG quality", "b"), (row.Path, row.Finding, row.Group, row.Class));
    }

    [Fact]
    public void A_camera_of_one_of_many_classes_is_found_although_the_others_share_theirs()
    {
        var measures = Measure(400, i => Plain with { Camera = i % 8 == 3 ? "ACME One" : $"ACME {2 + (i / 8 % 3)}" });
        var found = Shortcuts(measures, 8).Where(s => s.IsFinding).ToArray();
        var camera = Assert.Single(found);
        Assert.Equal(("camera", "d"), (camera.Measure, camera.Class));
        Assert.Equal("'ACME One' in 100 % of 'd' and 0 % of the others", camera.Rule);
    }

    [Fact]
    public void A_rule_is_measured_on_images_that_it_was_not_made_from()
    {
        // Each image has a bin of its own: a rule that is measured on its own images would be perfect.
        var random = new SeededRandom(8);
        int[] bins = [.. Enumerable.Range(0, 400)];
        bool[] isClass = [.. bins.Select(_ => random.Chance(0.5))];
        Assert.Equal(0.5, BinnedRule.BalancedAccuracy(bins, isClass, Folds(400)), 0.02);
    }

    [Fact]
    public void The_learning_curve_of_clusters_that_touch_rises_and_names_them()
    {
        var (images, _) = LabelAuditTests.Clusters(240, 0);
        var model = LabelAuditTests.Train(images, new AuditOptions { Data = "", Folds = 4, Repeats = 2 });
        var curve = new ImageCounts(model.Heads!, images.Classes).Compute(1, RunContext.None)!;
        Assert.Equal([11, 22, 45, 90, 180], curve.Points.Select(p => p.Images));
        Assert.All(curve.Points, p => Assert.InRange(p.Accuracy, p.Low, p.High));
        Assert.InRange(curve.Points[^1].Accuracy, 0.97, 1);
        Assert.InRange(curve.Doubled, curve.Points[^1].Accuracy, 1);
        Assert.Empty(curve.Overlaps);
        // Five images are too few to be halved.
        var few = LabelAuditTests.Train(LabelAuditTests.Clusters(10, 0).Images, new AuditOptions { Data = "", Folds = 2, Repeats = 1 });
        Assert.Null(new ImageCounts(few.Heads!, images.Classes).Compute(1, RunContext.None));
    }

    private static ImageMeasures[] Measure(int count, Func<int, ImageMeasures> measure) => [.. Enumerable.Range(0, count).Select(measure)];

    private static IReadOnlyList<Fold> Folds(int count) => FoldPlan.Create(new long[count], null, 5, 1, 1).Folds;

    private static IReadOnlyList<ShortcutMeasure> Shortcuts(ImageMeasures[] measures, int classes)
    {
        var random = new SeededRandom(2);
        string[] names = [.. measures.Select(_ => $"{random.Next(100_000)}.jpg")];
        var rows = new FeaturesInMemory(new float[measures.Length], 1, [.. measures.Select((_, i) => (long)(i % classes))], names);
        string[] all = [.. Enumerable.Range(0, classes).Select(i => $"{(char)('a' + i)}")];
        return new ShortcutAudit(new AuditImages(rows, names, [.. names.Select(_ => "")], all), measures, Folds(measures.Length))
            .Measure(TestContext.Current.CancellationToken);
    }
}
