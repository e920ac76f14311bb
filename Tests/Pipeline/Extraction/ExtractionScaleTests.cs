using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>The program on many files, as a process of its own.</summary>
public sealed class ExtractionScaleTests : IDisposable
{
    private const int SigTerm = 15;

    private readonly TemporaryFolder _folder = TemporaryFolder.InMemory();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_stop_signal_closes_the_shard_says_what_is_left_and_running_again_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Signals are sent with kill.");
        const int Files = 8_000;
        Generate(Files);
        using (var process = Start("--batch-size", "1"))
        {
            while (!HasBegun() && !process.HasExited)
            {
                await Task.Delay(20);
            }

            Process.Start("kill", [$"-{SigTerm}", $"{process.Id}"]).WaitForExit();
            var output = await process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(143, process.ExitCode);
            var stopped = Regex.Match(output, @"Stopped: ([\d,]+) of 8,000 files have their outcome, ([\d,]+) are left\.");
            Assert.True(stopped.Success, output);
            Assert.Equal(Files, Number(stopped, 1) + Number(stopped, 2));
            Assert.Equal(Number(stopped, 1), CsvText.Read(OutcomesPath).Count - 1);
            Assert.Empty(Directory.EnumerateFiles(_folder.File("cache"), "*.tmp", SearchOption.AllDirectories));
        }

        using var again = Start("--batch-size", "32");
        var text = await again.StandardOutput.ReadToEndAsync();
        await again.WaitForExitAsync();
        Assert.Equal(0, again.ExitCode);
        var features = Regex.Match(text, @"Features: ([\d,]+) rows extracted, ([\d,]+) from the cache");
        Assert.True(features.Success, text);
        Assert.Equal(Files, Number(features, 1) + Number(features, 2));
        Assert.InRange(Number(features, 2), 1, Files - 1);
        Assert.Equal(Files, CsvText.Read(OutcomesPath).Skip(1).Select(l => l[0]).Distinct().Count());
    }

    [Fact(Explicit = true)]
    public async Task Memory_stays_flat_for_200_000_files() => Assert.InRange(await PeakOf(200_000), 1, 600L << 20);

    [Fact]
    public async Task Memory_stays_flat_for_20_000_files() => Assert.InRange(await PeakOf(20_000), 1, 300L << 20);

    private async Task<long> PeakOf(int files)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The peak is read from /proc.");
        Generate(files);
        using var process = Start("--batch-size", "64");
        var peak = 0L;
        var output = process.StandardOutput.ReadToEndAsync();
        while (!process.HasExited)
        {
            peak = Math.Max(peak, PeakBytes(process.Id));
            await Task.Delay(20);
        }

        Assert.Equal(0, process.ExitCode);
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"Features: {files:N0} rows extracted"), await output, StringComparison.Ordinal);
        Assert.Equal(files + 1, File.ReadLines(OutcomesPath).Count());
        TestContext.Current.SendDiagnosticMessage("{0:N0} files: {1:N0} MiB.", files, peak >> 20);
        return peak;
    }

    private string OutcomesPath => Path.Combine(_folder.Path, "outcomes.csv");

    /// <summary>Bitmaps of one pixel; the number is the colour, so that no two are the same.</summary>
    private void Generate(int files)
    {
        const int PerFolder = 10_000;
        Parallel.For(0, (files + PerFolder - 1) / PerFolder, part =>
        {
            var folder = Path.GetDirectoryName(_folder.File("data", $"part{part:D2}", "_"))!;
            var bitmap = ImageFactory.Bmp(1, 1, SKColors.Black);
            for (var i = part * PerFolder; i < Math.Min(files, (part + 1) * PerFolder); i++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(bitmap.AsSpan(54), i);
                File.WriteAllBytes(Path.Combine(folder, $"{i:D6}.bmp"), bitmap);
            }
        });
    }

    /// <summary>Whether the file of outcomes, which goes by another name until it is whole, has something in it.</summary>
    private bool HasBegun() => new DirectoryInfo(_folder.Path).EnumerateFiles("outcomes.csv.*").Any(f => f.Length > 0);

    private static long Number(Match match, int group) =>
        long.Parse(match.Groups[group].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static long PeakBytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[6..^2].Trim(), CultureInfo.InvariantCulture) << 10;
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }

    private Process Start(params string[] more) => Process.Start(new ProcessStartInfo(
        "dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "transfer.dll"), "extract", _folder.File("data"), "--cache", _folder.File("cache"),
            "--model", TinyModels.Create(size: 16).Save(_folder), "--preprocessing", "tf", "--outcomes", OutcomesPath, .. more,
        ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
