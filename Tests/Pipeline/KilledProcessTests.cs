using System.Diagnostics;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class KilledProcessTests : IDisposable
{
    // Whole feature maps, a quarter of a megabyte each: enough for several shards.
    private const int PerClass = 250;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_extraction_that_is_killed_goes_on_where_it_stopped()
    {
        var data = DrawnImages.Folder(_folder, PerClass, size: 32);
        var cache = _folder.File("cache");
        using (var process = Start(data, cache))
        {
            while (Shards(cache) == 0 && !process.HasExited)
            {
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            // SIGKILL: nothing of the process' own runs any more.
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, process.ExitCode);
        }

        using var again = Start(data, cache);
        var output = await again.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await again.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, again.ExitCode);
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

    private Process Start(string data, string cache) => Process.Start(new ProcessStartInfo(
        "dotnet", [Path.Combine(AppContext.BaseDirectory, "transfer.dll"), "extract", data, "--cache", cache, "--pool", "none",
            "--outcomes", Path.Combine(_folder.Path, "outcomes.csv")])
    {
        RedirectStandardOutput = true,
    })!;
}
