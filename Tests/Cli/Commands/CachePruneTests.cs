using System.Diagnostics;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>Prune where something cannot be read, and where others prune or extract at the same time.</summary>
public sealed class CachePruneTests : IDisposable
{
    private const int Images = 12;

    private readonly TemporaryFolder _folder = new();

    private string Data => Path.Combine(_folder.Path, "data");

    public void Dispose()
    {
        if (!OperatingSystem.IsWindows())
        {
            // Paths that are too long for .NET.
            Process.Start("rm", ["-rf", Data]).WaitForExit();
        }

        _folder.Dispose();
    }

    [Theory]
    [InlineData("a link to a disk that is not there", "ln -s /nowhere/photos data/more", "data/more", "leads to nothing")]
    [InlineData("a file that gives an error", "ln -s /proc/self/mem data/a/bad.jpg", "data/a/bad.jpg", "")]
    [InlineData(
        "a folder that cannot be listed",
        // Two paths that are deeper together than a path can be long.
        "n=$(printf 'x%.0s' $(seq 250)); p=$n; for i in 1 2 3 4 5 6 7 8 9; do p=$p/$n; done; mkdir -p data/$p t/$p; mv t/$n data/$p",
        "data/xxx", "")]
    public void What_cannot_be_read_stops_it_before_anything_is_removed(string entry, string commands, string path, string reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Such entries are made with programs of Linux.");
        Fill();
        Extract();
        File.Delete(Path.Combine(Data, "a", "0.png"));
        Run(commands);
        var (code, output, error) = Prune("--data", Data, "--older-than", "0h");
        Assert.True(code == 1, $"{entry}: {output}{error}");
        Assert.Equal("", output);
        Assert.StartsWith($"Error: '{_folder.Path}/{path}", error, StringComparison.Ordinal);
        Assert.Contains("' cannot be read (", error, StringComparison.Ordinal);
        Assert.Contains(reason, error, StringComparison.Ordinal);
        Assert.EndsWith(
            "), so its images may be needed, and nothing was removed from the cache. "
            + "Make it readable or take it out of the folder, and prune again.",
            error.TrimEnd(), StringComparison.Ordinal);
        Assert.Equal(Images, Rows());
    }

    [Fact]
    public void A_folder_without_images_is_no_reason_to_remove_everything()
    {
        Fill();
        Extract();
        var empty = Directory.CreateDirectory(Path.Combine(_folder.Path, "disk")).FullName;
        var (code, _, error) = Prune("--data", Data, "--data", empty);
        TransferCommand.CheckFault(code, error);
        Assert.Equal(
            $"Error: There are no images in '{empty}', so nothing of the cache would be kept, and nothing was removed. "
            + "Is the disk mounted? Give a folder of images to keep.",
            error.TrimEnd());
        Assert.Equal(Images, Rows());
    }

    [Fact]
    public void What_is_no_image_and_a_loop_do_not_matter()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Needs links and pipes of Unix.");
        Fill();
        Extract();
        File.Delete(Path.Combine(Data, "a", "0.png"));
        Run("ln -s .. data/a/loop; mkfifo data/a/pipe.jpg; touch data/a/notes.txt");
        var (code, output, error) = Prune("--data", Data);
        Assert.True(code == 0, error);
        Assert.StartsWith("Removed 1 rows of ", output, StringComparison.Ordinal);
        Assert.Equal(Images - 1, Rows());
    }

    [Fact]
    public async Task Prunes_a_compactor_and_extractions_at_once_are_no_faults()
    {
        Fill();
        var options = new ExtractOptions
        {
            Data = Data,
            BatchSize = 1,
            Features = new FeatureOptions { Model = Model(), Preprocessing = "tf", Cache = _folder.File("cache") },
        };
        var expected = await Features(options with { Features = options.Features with { Cache = _folder.File("other") } });
        using var done = new CancellationTokenSource();
        string[][] prunes =
        [
            ["prune", "--max-size", "0"], ["prune", "--max-size", "0"], ["prune", "--data", Data, "--leftovers"], ["compact"], ["stats"],
        ];
        // On threads of their own, which the extractions do not wait for.
        var others = Array.ConvertAll(prunes, arguments => Task.Factory.StartNew(() =>
        {
            for (var rounds = 0; ; rounds++)
            {
                var (code, output, error) = TransferCommand.Run(["cache", .. arguments, "--cache", _folder.File("cache")]);
                Assert.True(code == 0, string.Join(' ', arguments) + output + error);
                if (done.IsCancellationRequested)
                {
                    return;
                }
            }
        }, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            for (var round = 0; round < 3; round++)
            {
                Assert.Equal(expected, await Features(options));
            }
        })));
        await done.CancelAsync();
        await Task.WhenAll(others);
    }

    private static async Task<string[]> Features(ExtractOptions options) =>
        [.. (await FeatureExtraction.ExtractAsync(options).ToListAsync())
            .Select(row => $"{row.Path} {row.Outcome} {row.Features.Span[0]:G3}")];

    private int Rows() => CachedRecipe.FindAll(_folder.File("cache", "features")).Sum(recipe => recipe.ReadKeys().Count);

    private (int Code, string Output, string Error) Prune(params string[] arguments) =>
        TransferCommand.Run(["cache", "prune", .. arguments, "--cache", _folder.File("cache")]);

    private string Model() => TinyModels.Create().Save(_folder);

    private void Fill()
    {
        for (var image = 0; image < Images; image++)
        {
            _folder.Write($"data/a/{image}.png", ImageFactory.Png(9 + image, 9));
        }
    }

    private void Extract()
    {
        var (code, _, error) = TransferCommand.Run(
            "extract", Data, "--model", Model(), "--preprocessing", "tf", "--cache", _folder.File("cache"),
            "--outcomes", _folder.File("outcomes.csv"));
        Assert.True(code == 0, error);
    }

    private void Run(string commands)
    {
        using var process = Process.Start(new ProcessStartInfo("sh", ["-ec", commands]) { WorkingDirectory = _folder.Path })!;
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
