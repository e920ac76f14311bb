using System.Diagnostics;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class KilledProcessTests : IDisposable
{
    // Whole feature maps, a megabyte each: enough for several shards.
    private const int PerClass = 80;
    private const int ImageSize = 128;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_extraction_that_is_killed_goes_on_where_it_stopped()
    {
        var cache = _folder.File("cache");
        string[] extract =
        [
            "extract", DrawnImages.Folder(_folder, PerClass, size: 32), "--cache", cache, "--pool", "none", "--preprocessing", "tf",
            "--model", TinyModels.Create(size: ImageSize, batch: "N").Save(_folder), "--outcomes", _folder.File("outcomes.csv"),
        ];
        string[] program = [Path.Combine(AppContext.BaseDirectory, "transfer.dll"), .. extract];
        using (var process = Process.Start(new ProcessStartInfo("dotnet", program) { RedirectStandardOutput = true })!)
        {
            while (Shards(cache) == 0 && !process.HasExited)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            // SIGKILL: nothing of the process' own runs any more.
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, process.ExitCode);
        }

        var (code, output, error) = TransferCommand.Run(extract);
        Assert.True(code == 0, error);
        var sentence = System.Text.RegularExpressions.Regex.Match(output, @"Features: (\d+) rows extracted, (\d+) from the cache");
        Assert.True(sentence.Success, output);
        var (extracted, cached) =
            (int.Parse(sentence.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture),
            int.Parse(sentence.Groups[2].Value, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(2 * PerClass, extracted + cached);
        Assert.InRange(cached, 1, (2 * PerClass) - 1);
        Assert.Empty(Directory.EnumerateFiles(cache, "*.tmp", SearchOption.AllDirectories));
    }

    private static int Shards(string cache) => Directory.Exists(cache)
        ? Directory.EnumerateFiles(cache, "*.arrow", SearchOption.AllDirectories).Count() : 0;
}
