using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Every file has exactly one outcome, and it says what is wrong.</summary>
public sealed class ExtractionOutcomeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_folder_of_planted_defects_gets_the_right_outcome_for_every_file()
    {
        var expected = PlantedDefects.Plant(_folder, _folder.Write("outside.png", ImageFactory.Png(9, 9)));
        Assert.InRange(expected.Count, 25, 100);
        var options = Options();
        var rows = await FeatureExtraction.ExtractAsync(options).ToListAsync();
        AssertAre(expected, rows);

        // The second time nothing is decoded, and the same is known of every file.
        AssertAre(expected, await FeatureExtraction.ExtractAsync(options).ToListAsync());
        AssertAre(expected, await FeatureExtraction.ExtractAsync(options with { Features = options.Features with { VerifyFiles = true } })
            .ToListAsync());
        Directory.Delete(Path.Combine(options.Features.Cache!, "outcomes"), recursive: true);
        AssertAre(expected, await FeatureExtraction.ExtractAsync(options).ToListAsync());
    }

    [Fact]
    public async Task Outcomes_csv_has_one_line_for_every_file()
    {
        var expected = PlantedDefects.Plant(_folder, _folder.Write("outside.png", ImageFactory.Png(9, 9)));
        var file = _folder.File("out", "outcomes.csv");
        var options = Options() with { Outcomes = file, WithFeatures = false };
        await FeatureExtraction.ExtractAsync(options).ToListAsync();
        var lines = CsvText.Read(file);
        Assert.Equal(["path", "outcome", "detail", "done"], lines[0]);
        Assert.Equal(expected.Select(e => (e.Path, e.Outcome, e.Done)), lines.Skip(1).Select(l => (l[0], l[1], l[3])));
        Assert.Equal([file], Directory.GetFiles(Path.GetDirectoryName(file)!));
    }

    [Fact]
    public async Task Links_that_leave_the_folder_are_followed_when_asked()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Symbolic links need rights on Windows.");
        _folder.Write("data/here.png", ImageFactory.Png(9, 9));
        _folder.Write("elsewhere/there.png", ImageFactory.Png(8, 8));
        Directory.CreateSymbolicLink(_folder.File("data", "more"), _folder.File("elsewhere"));
        var without = await FeatureExtraction.ExtractAsync(Options()).ToListAsync();
        Assert.Equal([("here.png", "ok"), ("more", "link")], without.Select(r => (r.Path, r.Outcome)));
        var with = await FeatureExtraction.ExtractAsync(Options() with { FollowLinks = true }).ToListAsync();
        Assert.Equal([("here.png", "ok"), ("more/there.png", "ok")], with.Select(r => (r.Path, r.Outcome)));
    }

    [Fact]
    public async Task A_file_that_cannot_be_read_is_said_to_be_unreadable()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The memory of a process as a file is Linux'.");
        _folder.Write("data/here.png", ImageFactory.Png(9, 9));
        // Neither permissions nor their absence stop the administrator; reading address 0 of a process stops everyone.
        File.CreateSymbolicLink(_folder.File("data", "memory.png"), "/proc/self/mem");
        var rows = await FeatureExtraction.ExtractAsync(Options() with { FollowLinks = true }).ToListAsync();
        Assert.Equal([("here.png", "ok"), ("memory.png", "unreadable")], rows.Select(r => (r.Path, r.Outcome)));
    }

    [Fact]
    public async Task The_limit_of_pixels_can_be_given()
    {
        _folder.Write("data/large.png", ImageFactory.Png(40, 40));
        _folder.Write("data/small.png", ImageFactory.Png(20, 20));
        var few = await FeatureExtraction.ExtractAsync(Options() with { MaxPixels = 1000 }).ToListAsync();
        Assert.Equal([("large.png", "over the pixel limit"), ("small.png", "ok")], few.Select(r => (r.Path, r.Outcome)));
        Assert.Contains("has 40 x 40 pixels; at most 1000", few[0].Detail, StringComparison.Ordinal);
        // The refusal belongs to the limit and not to the image.
        Assert.All(await FeatureExtraction.ExtractAsync(Options()).ToListAsync(), row => Assert.Equal("ok", row.Outcome));
    }

    [Theory]
    [InlineData(FeatureRowType.Float32, 0f, "not finite", "the network gives numbers for it that are not finite (NaN or infinity)")]
    [InlineData(FeatureRowType.Float16, 0f, "not finite", "the network gives numbers for it that are not finite (NaN or infinity)")]
    [InlineData(FeatureRowType.Float16, 1e-7f, "not finite", "it has features beyond 65,504, where float16 ends")]
    [InlineData(FeatureRowType.Float32, 1e-7f, "ok", "")]
    public async Task Features_that_are_not_finite_are_an_outcome_and_no_row(
        FeatureRowType type, float least, string outcome, string detail)
    {
        _folder.Write("data/black.png", ImageFactory.Encode(32, 32, (_, _) => SKColors.Black, SKEncodedImageFormat.Png));
        _folder.Write("data/copy.png", File.ReadAllBytes(_folder.File("data", "black.png")));
        _folder.Write("data/white.png", ImageFactory.Encode(32, 32, (_, _) => SKColors.White, SKEncodedImageFormat.Png));
        // Divides by the brightest pixel: for a black image by 0, or by next to nothing.
        var model = TinyModels.Create(graph =>
        {
            graph.Initializer.Add(ProtoExtensions.Tensor("least", [least]));
            graph.Node.Add(ProtoExtensions.Node("GlobalMaxPool", ["images"], "brightest of each"));
            graph.Node.Add(ProtoExtensions.Node("ReduceMax", ["brightest of each"], "brightest of all", ("axes", [1, 2, 3])));
            graph.Node.Add(ProtoExtensions.Node("Max", ["brightest of all", "least"], "brightest"));
            graph.Node.Add(ProtoExtensions.Node("Div", ["relu2", "brightest"], "divided"));
            graph.Output.Add(ProtoExtensions.FloatValue("divided"));
        });
        var options = Options() with { Type = type };
        options = options with
        {
            Features = options.Features with { Model = model.Save(_folder, "divides.onnx"), Preprocessing = "order=RGB,mean=0,std=1" },
        };
        // The second time nothing comes from the cache either.
        for (var i = 0; i < 2; i++)
        {
            var rows = await FeatureExtraction.ExtractAsync(options).ToListAsync();
            Assert.Equal([("black.png", outcome), ("copy.png", outcome), ("white.png", "ok")], rows.Select(r => (r.Path, r.Outcome)));
            Assert.Contains(detail, rows[0].Detail, StringComparison.Ordinal);
            Assert.All(rows, row => Assert.True(row.Features.ToArray().All(float.IsFinite)));
        }
    }

    private static void AssertAre(IReadOnlyList<PlantedDefects.Expected> expected, List<ExtractedRow> rows)
    {
        Assert.Equal(expected.Select(e => (e.Path, e.Outcome, e.Done)), rows.Select(r => (r.Path, r.Outcome, r.Done)));
        Assert.All(expected.Zip(rows), pair =>
        {
            Assert.Contains(pair.First.Detail, pair.Second.Detail, StringComparison.Ordinal);
            Assert.Equal(pair.First.Path.Split('/')[0], pair.Second.Class);
            Assert.Equal(pair.Second.IsOk ? 16 : 0, pair.Second.Features.Length);
            Assert.Equal(pair.Second.IsOk, pair.Second.Detail.Length == 0);
        });
    }

    private ExtractOptions Options() => new()
    {
        Data = _folder.File("data"),
        BatchSize = 4,
        Features = new FeatureOptions { Model = TinyModels.Create().Save(_folder), Preprocessing = "tf", Cache = _folder.File("cache") },
    };
}
