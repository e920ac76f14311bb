using System.Runtime.InteropServices;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class ExtractionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Rows_come_in_the_order_of_the_paths_with_the_features_of_their_image()
    {
        Images(40);
        var rows = await FeatureExtraction.ExtractAsync(Options()).ToListAsync();
        Assert.Equal(rows.Select(r => r.Path).Order(StringComparer.Ordinal), rows.Select(r => r.Path));
        Assert.Equal(40, rows.Select(r => r.Features.ToArray()[0]).Distinct().Count());

        // One at a time, in a cache of its own: no row has moved.
        for (var i = 0; i < rows.Count; i += 13)
        {
            var alone = _folder.Write($"alone{i}/x/one.png", File.ReadAllBytes(Path.Combine(_folder.Path, "data", rows[i].Path)));
            var row = Assert.Single(await FeatureExtraction.ExtractAsync(
                Options() with
                {
                    Data = Path.GetDirectoryName(alone)!,
                    BatchSize = 1,
                    Features = Options().Features with { Cache = _folder.File($"cache{i}") }
                }).ToListAsync());
            Assert.Equal(row.Features.ToArray(), rows[i].Features.ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
        }
    }

    [Fact]
    public async Task A_second_extraction_decodes_nothing_and_gives_the_same_rows()
    {
        Images(30);
        var heard = new Heard();
        var first = await FeatureExtraction.ExtractAsync(Options(), heard).ToListAsync();
        Assert.Equal((30, 0), (heard.Last.Extracted, heard.Last.Cached));
        var second = await FeatureExtraction.ExtractAsync(Options(), heard).ToListAsync();
        Assert.Equal((0, 30), (heard.Last.Extracted, heard.Last.Cached));
        Assert.Equal(first.Select(r => r.Features.ToArray()), second.Select(r => r.Features.ToArray()));
    }

    [Fact]
    public async Task An_unchanged_file_is_not_opened_unless_files_are_verified()
    {
        Images(3);
        await FeatureExtraction.ExtractAsync(Options()).ToListAsync();
        // The index says that the second image has the content of the first.
        var (first, second) = (_folder.File("data", "a", "0000.png"), _folder.File("data", "a", "0001.png"));
        var stamp = FileStamp.TryOf(second)!.Value;
        Assert.SkipUnless(stamp.IsReliable, "Needs a file system that keeps change times.");
        await SettledFiles.Wait(_folder.File("data"));
        using (var paths = PathIndex.Open(_folder.File("cache")))
        {
            paths.Record(second, stamp, ContentHash.OfFile(first));
        }

        var trusting = await FeatureExtraction.ExtractAsync(Options()).ToListAsync();
        Assert.Equal(trusting[0].Features.ToArray(), trusting[1].Features.ToArray());
        var verified = await FeatureExtraction.ExtractAsync(Options() with { Features = Options().Features with { VerifyFiles = true } })
            .ToListAsync();
        Assert.NotEqual(verified[0].Features.ToArray(), verified[1].Features.ToArray());
    }

    [Fact]
    public async Task A_row_that_is_kept_keeps_no_others_in_memory()
    {
        Images(16);
        var rows = await FeatureExtraction.ExtractAsync(Options()).ToListAsync();
        Assert.All(rows, row =>
        {
            Assert.True(MemoryMarshal.TryGetArray(row.Features, out var array));
            Assert.Equal(row.Features.Length, array.Array!.Length);
        });
    }

    [Fact]
    public async Task Copies_of_an_image_are_computed_once()
    {
        Images(5);
        foreach (var file in Directory.GetFiles(Path.Combine(_folder.Path, "data", "a")))
        {
            File.Copy(file, _folder.File("data", "b", Path.GetFileName(file)));
            File.Copy(file, _folder.File("data", "c", Path.GetFileName(file)));
        }

        var heard = new Heard();
        var rows = await FeatureExtraction.ExtractAsync(Options() with { BatchSize = 2 }, heard).ToListAsync();
        Assert.Equal(5, heard.Last.Extracted);
        Assert.All(
            rows.GroupBy(r => Path.GetFileName(r.Path)),
            group => Assert.All(group, row => Assert.Equal(group.First().Features.ToArray(), row.Features.ToArray())));
        Assert.Equal(15, rows.Count(r => r.IsOk));
    }

    [Fact]
    public async Task Views_follow_their_image_and_the_first_is_the_image_itself()
    {
        Images(4);
        var plain = await FeatureExtraction.ExtractAsync(Options()).ToListAsync();
        var heard = new Heard();
        var rows = await FeatureExtraction.ExtractAsync(Options() with { Views = 2, BatchSize = 3 }, heard).ToListAsync();
        Assert.Equal((8, 4), (heard.Last.Extracted, heard.Last.Cached));
        Assert.Equal(plain.SelectMany(r => new[] { (r.Path, 0), (r.Path, 1), (r.Path, 2) }), rows.Select(r => (r.Path, r.View)));
        Assert.Equal(plain.Select(r => r.Features.ToArray()), rows.Where(r => r.View == 0).Select(r => r.Features.ToArray()));
        Assert.Equal(12, rows.Select(r => r.Features.ToArray()[0]).Distinct().Count());
    }

    [Fact]
    public async Task Half_precision_rows_are_the_same_from_the_base_and_from_the_cache()
    {
        Images(4);
        var options = Options() with { Type = FeatureRowType.Float16 };
        var first = await FeatureExtraction.ExtractAsync(options).ToListAsync();
        var second = await FeatureExtraction.ExtractAsync(options).ToListAsync();
        Assert.Equal(first.Select(r => r.Features.ToArray()), second.Select(r => r.Features.ToArray()));
        Assert.All(first.SelectMany(r => r.Features.ToArray()), value => Assert.Equal((float)(Half)value, value));
    }

    [Fact]
    public async Task A_stopped_extraction_keeps_what_is_done_and_goes_on_from_there()
    {
        Images(60);
        var (heard, kept) = (new Heard(), new List<ExtractedRow>());
        using var stop = new CancellationTokenSource();
        var options = Options() with { BatchSize = 1, Outcomes = _folder.File("outcomes.csv") };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var row in FeatureExtraction.ExtractAsync(options, heard, stop.Token))
            {
                kept.Add(row);
                if (kept.Count == 10)
                {
                    await stop.CancelAsync();
                }
            }
        });
        Assert.InRange(kept.Count, 10, 60);
        Assert.Equal(kept.Count, CsvText.Read(options.Outcomes!).Count - 1);
        Assert.Contains($"Stopped: {kept.Count} of 60 files have their outcome, {60 - kept.Count} are left.", heard.Sentences);
        await FeatureExtraction.ExtractAsync(options, heard).ToListAsync();
        Assert.Equal(60, heard.Last.Extracted + heard.Last.Cached);
        Assert.InRange(heard.Last.Cached, kept.Count, 60);
        Assert.Equal(61, CsvText.Read(options.Outcomes!).Count);
    }

    [Fact]
    public async Task A_caller_may_stop_listening()
    {
        Images(30);
        await foreach (var row in FeatureExtraction.ExtractAsync(Options() with { BatchSize = 2 }))
        {
            Assert.True(row.IsOk);
            break;
        }

        Assert.Equal(30, (await FeatureExtraction.ExtractAsync(Options()).ToListAsync()).Count);
    }

    [Fact]
    public async Task Shares_are_disjoint_and_together_everything()
    {
        Images(50);
        var paths = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            var share = await FeatureExtraction.ExtractAsync(Options() with { Shard = new ShardShare(i, 4) }).ToListAsync();
            paths.AddRange(share.Select(r => r.Path));
        }

        var heard = new Heard();
        var all = await FeatureExtraction.ExtractAsync(Options(), heard).ToListAsync();
        Assert.Equal(all.Select(r => r.Path), paths.Order(StringComparer.Ordinal));
        Assert.Equal(50, heard.Last.Cached);
    }

    [Fact]
    public async Task A_cut_takes_features_from_where_it_is()
    {
        Images(2);
        var rows = await FeatureExtraction.ExtractAsync(At("relu1")).ToListAsync();
        Assert.All(rows, row => Assert.Equal(8, row.Features.Length));
        var fault = await Assert.ThrowsAsync<ArgumentException>(
            async () => await FeatureExtraction.ExtractAsync(At("relu7")).ToListAsync());
        Assert.Contains("has no layer, node or tensor 'relu7'. The nearest names are relu", fault.Message, StringComparison.Ordinal);

        ExtractOptions At(string cut) => Options() with { Features = Options().Features with { Cut = cut } };
    }

    [Fact]
    public async Task A_batch_is_found_by_trying_where_none_is_given_and_there_are_many_images()
    {
        Images(1000);
        Assert.Equal(1000, (await FeatureExtraction.ExtractAsync(Options() with { BatchSize = null }).ToListAsync()).Count(r => r.IsOk));
    }

    private void Images(int count)
    {
        for (var i = 0; i < count; i++)
        {
            var shade = (byte)(255 * i / count);
            byte[][] rows = [[shade, 10, 20, 30, shade, 50], [60, 70, shade, 90, 100, 110]];
            _folder.Write($"data/a/{i:D4}.png", ImageFactory.RawPng(2, 8, 2, rows));
        }
    }

    private ExtractOptions Options() => new()
    {
        Data = _folder.File("data"),
        BatchSize = 8,
        Features = new FeatureOptions { Model = TinyModels.Create().Save(_folder), Preprocessing = "tf", Cache = _folder.File("cache") },
    };

    private sealed class Heard : IProgress<ExtractionProgress>
    {
        public ExtractionProgress Last { get; private set; } = new();

        public List<string> Sentences { get; } = [];

        public void Report(ExtractionProgress value)
        {
            Last = value.Seconds > 0 ? value : Last;
            Sentences.Add(value.Text);
        }
    }
}
