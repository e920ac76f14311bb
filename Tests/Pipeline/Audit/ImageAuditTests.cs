using System.Globalization;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>An audit from a folder of drawn images to its page, with a tiny network.</summary>
public sealed class ImageAuditTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Browser _browser;
    private readonly string _data;

    public ImageAuditTests(Browser browser)
    {
        _browser = browser;
        _data = DrawnImages.Folder(_folder, 36, split: true);
        TinyModels.Create().Save(_folder);
        // A wrong label, an image of both splits as another JPEG, a copy, and a file that is no image.
        File.Move(Path.Combine(_data, "train", "red", "0001.png"), Path.Combine(_data, "train", "blue", "wrong & \"odd\".png"));
        using var image = SKBitmap.Decode(Path.Combine(_data, "train", "blue", "0002.png"));
        using var jpeg = image.Encode(SKEncodedImageFormat.Jpeg, 92);
        File.WriteAllBytes(Path.Combine(_data, "validation", "blue", "again.jpg"), jpeg.ToArray());
        File.Copy(Path.Combine(_data, "train", "red", "0004.png"), Path.Combine(_data, "train", "red", "copy.png"));
        _folder.Write("data/train/red/broken.png", "no image"u8);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_planted_is_found_and_the_same_in_all_files()
    {
        var result = TransferLearning.Audit(Options());
        Assert.Equal(("wrong & \"odd\".png", "blue", "red", "train"), result.Of(FindingKind.Label).Where(f => f.Proposed.Length > 0)
            .Select(f => (Path.GetFileName(f.Path), f.Class, f.Proposed, f.Split)).Single());
        Assert.Equal(["train/red/0004.png", "train/red/copy.png"], result.Of(FindingKind.Duplicate).Select(f => f.Path).Order());
        Assert.Equal(["train/blue/0002.png", "validation/blue/again.jpg"], result.Of(FindingKind.Leak).Select(f => f.Path).Order());
        // The copy that is trained on goes.
        Assert.Equal("train/blue/0002.png", result.Of(FindingKind.Leak).Single(f => f.Proposed == AuditFinding.Delete).Path);
        Assert.Equal(("train/red/broken.png", "delete"), result.Of(FindingKind.Quality).Where(f => f.Group == "unreadable")
            .Select(f => (f.Path, f.Proposed)).Single());
        Assert.Contains(result.Of(FindingKind.Shortcut), f => f.Group == "redness");
        var leak = Assert.Single(result.Leaks);
        Assert.Equal(("validation", 1, 25, 24), (leak.Split, leak.Leaked, leak.With.Total, leak.Without!.Total));
        Assert.Equal(50, result.Balance.Where(b => b.Split == "train").Sum(b => b.Images));
        Assert.Equal(74, result.Images);

        string[] lines = File.ReadAllLines(Path.Combine(result.Folder!, "audit.csv"));
        Assert.Equal("path,finding,group,score,class,proposed", lines[0]);
        Assert.Equal(result.Findings.Count, lines.Length - 1);
        var table = CsvTable.Read(Path.Combine(result.Folder!, "audit.csv"));
        Assert.Equal(result.Findings.Select(f => f.Path), table.Texts("path"));
        var rows = table.Texts("finding").Zip(table.Texts("score").Select(s => double.Parse(s, CultureInfo.InvariantCulture))).ToArray();
        Assert.All(rows.GroupBy(r => r.First), g => Assert.Equal(g.Select(r => r.Second).OrderDescending(), g.Select(r => r.Second)));
        Assert.Equal(["label", "duplicate", "near_duplicate", "leak"], rows.Select(r => r.First).Distinct().Take(4));

        var page = File.ReadAllText(Path.Combine(result.Folder!, "audit.html"));
        Assert.Contains("train/blue/wrong &amp; &quot;odd&quot;.png", page, StringComparison.Ordinal);
        Assert.Contains("data:image/jpeg;base64,", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page.Replace("http://www.w3.org", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.All(result.Summary, sentence => Assert.Contains(
            System.Net.WebUtility.HtmlEncode(sentence), page, StringComparison.Ordinal));
        var again = TransferLearning.Audit(Options() with { Overwrite = true });
        Assert.Equal(result.Findings, again.Findings);
        await AssertShown(Path.Combine(result.Folder!, "audit.html"));
    }

    [Fact]
    public async Task A_table_names_the_classes_and_an_audit_without_files_writes_none()
    {
        string[] names = [.. Directory.GetFiles(Path.Combine(_data, "train"), "0*.png", SearchOption.AllDirectories)];
        var lines = names.Select(n => $"{Path.GetRelativePath(_data, n)},{Path.GetFileName(Path.GetDirectoryName(n))}");
        await File.WriteAllLinesAsync(_folder.File("labels.csv"), lines.Prepend("path,label"), TestContext.Current.CancellationToken);
        var before = CountFiles();
        var result = await TransferLearning.AuditAsync(
            Options() with { Out = null, Targets = _folder.File("labels.csv") }, cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((names.Length, null), (result.Images, result.Folder));
        Assert.All(result.Balance, b => Assert.Equal("", b.Split));
        Assert.Equal(before, CountFiles());

        int CountFiles() => Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories)
            .Count(f => !f.Contains("cache", StringComparison.Ordinal));
    }

    [Fact]
    public void What_cannot_be_audited_is_said_in_a_sentence()
    {
        var options = Options();
        Directory.CreateDirectory(options.Out!);
        File.WriteAllText(Path.Combine(options.Out!, "audit.csv"), "marked");
        Assert.Equal($"'{options.Out}' has an audit already ('audit.csv'), perhaps with marks of a person. Give another folder, or allow "
            + "that it is overwritten.", Assert.Throws<IOException>(() => TransferLearning.Audit(options)).Message);
        Assert.Equal("marked", File.ReadAllText(Path.Combine(options.Out!, "audit.csv")));

        var table = _folder.Write("tags.csv", "path,label\ntrain/red/0004.png,a|b\ntrain/red/0005.png,a\n"u8);
        Assert.Equal($"'{table}' has several labels or values for each image; expected one class for each, which is what an audit compares "
            + "with the images.",
            Assert.Throws<InvalidDataException>(() => TransferLearning.Audit(options with { Out = null, Targets = table })).Message);

        var fault = Assert.Throws<InvalidOptionsException>(() => TransferLearning.Audit(new AuditOptions
        {
            Data = table,
            Folds = 1,
            Repeats = 0,
            Head = new HeadOptions { Layers = "dens" },
        }));
        Assert.Contains("The number of folds is 1; expected 2 to 100.", fault.Message, StringComparison.Ordinal);
        Assert.Contains("The number of repeats is 0; expected 1 to 100.", fault.Message, StringComparison.Ordinal);
        Assert.Contains($"'{table}' is a file; an audit looks at images, so give a folder of them.", fault.Message,
            StringComparison.Ordinal);
        Assert.Contains("dens", fault.Message, StringComparison.Ordinal);
    }

    private AuditOptions Options() => new()
    {
        Data = _data,
        Out = Path.Combine(_folder.Path, "audit"),
        Folds = 4,
        Repeats = 2,
        Features = new FeatureOptions { Model = _folder.File("tiny.onnx"), Preprocessing = "tf", Cache = _folder.File("cache") },
    };

    /// <summary>The page fits a phone and a wide screen, and its script runs.</summary>
    private async Task AssertShown(string page)
    {
        foreach (var width in new[] { 390, 1280 })
        {
            var (text, console, needed) = await _browser.ShowAsync(page, width);
            Assert.Empty(console);
            Assert.InRange(needed, 1, width);
            // The list of a card, which the script makes.
            Assert.Contains("class: red", text, StringComparison.Ordinal);
        }
    }
}
