using System.Diagnostics;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Files with another content behind the same path, the same size and the same time.</summary>
public sealed class ReplacedFileTests : IDisposable
{
    private static readonly SKColor[] Colours = [SKColors.Red, SKColors.Lime, SKColors.Blue, SKColors.White, SKColors.Orange];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("two names exchanged", "mv data/x/0.bmp t; mv data/y/0.bmp data/x/0.bmp; mv t data/y/0.bmp")]
    [InlineData("two folders exchanged", "mv data/x t; mv data/y data/x; mv t data/y")]
    [InlineData("an archive unpacked over", "tar cf t.tar -C other .; tar xf t.tar -C data")]
    [InlineData("a folder replaced", "mv data gone; mv other data")]
    [InlineData("a copy that keeps the time", "cp -p other/x/0.bmp data/x/0.bmp")]
    [InlineData("a write in place with the time put back", "cat other/x/0.bmp > data/x/0.bmp; touch -d '2020-01-01 UTC' data/x/0.bmp")]
    [InlineData("another link", "ln -f other/x/0.bmp data/x/0.bmp")]
    public async Task The_features_are_those_of_the_content(string change, string commands)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The changes are made by programs of Unix.");
        Fill("data", 0);
        Fill("other", 2);
        Run("touch -d '2020-01-01 UTC' data/x/*.bmp data/y/*.bmp other/x/*.bmp other/y/*.bmp");
        await SettledFiles.Wait(_folder.File("data"));
        var before = await Extract("cache");
        AssertTrusted();

        Run(commands);
        Assert.Equal(Sizes("other") ?? Sizes("data"), Sizes("data"));
        var after = await Extract("cache");
        Assert.Equal(await Extract("new"), after);
        Assert.True(!before.SequenceEqual(after), $"After {change}, no image was another one.");
    }

    [Fact]
    public async Task A_copy_of_the_folder_is_read_and_neither_decoded_nor_computed()
    {
        Fill("data", 0);
        await Extract("cache");
        var moved = _folder.File("moved", "data");
        Directory.Move(_folder.File("data"), moved);
        var heard = new Heard();
        var rows = await FeatureExtraction.ExtractAsync(Options("cache") with { Data = moved }, heard).ToListAsync();
        Assert.Equal(2, rows.Count(row => row.IsOk));
        Assert.Equal((0, 2), (heard.Last.Extracted, heard.Last.Cached));
    }

    private void Fill(string data, int first)
    {
        _folder.Write($"{data}/x/0.bmp", ImageFactory.Bmp(8, 8, Colours[first]));
        _folder.Write($"{data}/y/0.bmp", ImageFactory.Bmp(8, 8, Colours[first + 1]));
    }

    private async Task<string[]> Extract(string cache) =>
        [.. (await FeatureExtraction.ExtractAsync(Options(cache)).ToListAsync())
            .Select(row => $"{row.Path}: {string.Join(' ', row.Features.ToArray())}")];

    private ExtractOptions Options(string cache) => new()
    {
        Data = Path.Combine(_folder.Path, "data"),
        BatchSize = 1,
        Features = new FeatureOptions { Model = TinyModels.Create().Save(_folder), Preprocessing = "tf", Cache = _folder.File(cache) },
    };

    /// <summary>Without this nothing would be shown: a file that is not trusted is read anyway.</summary>
    private void AssertTrusted()
    {
        using var paths = PathIndex.Open(_folder.File("cache"));
        Assert.All(Directory.GetFiles(_folder.File("data"), "*.bmp", SearchOption.AllDirectories), file =>
        {
            var stamp = FileStamp.TryOf(file)!.Value;
            Assert.Equal(stamp.IsReliable, paths.TryGet(file, stamp, out _));
        });
    }

    private (string, long, DateTime)[]? Sizes(string data)
    {
        var folder = Path.Combine(_folder.Path, data);
        return !Directory.Exists(folder) ? null
            : [.. Directory.GetFiles(folder, "*.bmp", SearchOption.AllDirectories)
                .Select(file => (Path.GetRelativePath(folder, file), new FileInfo(file).Length, File.GetLastWriteTimeUtc(file))).Order()];
    }

    private void Run(string commands)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-ec", commands]) { WorkingDirectory = _folder.Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private sealed class Heard : IProgress<ExtractionProgress>
    {
        public ExtractionProgress Last { get; private set; } = new();

        public void Report(ExtractionProgress value) => Last = value.Seconds > 0 ? value : Last;
    }
}
