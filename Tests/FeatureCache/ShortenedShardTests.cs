using System.Diagnostics;
using System.Runtime.CompilerServices;
using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

/// <summary>
/// Shards that change while another process has them open. That one is this test program, started with a variable that keeps it from ever
/// reaching the test runner: a signal would end it.
/// </summary>
public sealed class ShortenedShardTests : IDisposable
{
    private const string FolderVariable = "TRANSFER_TEST_READING_CHILD";
    private const int Count = 2_000;

    private readonly TemporaryFolder _root = new();

    public void Dispose() => _root.Dispose();

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.5)]
    public async Task A_row_outside_the_file_as_it_is_now_is_a_fault_and_no_signal(double share)
    {
        var shard = Write();
        var output = await Read(() =>
        {
            // As rsync --inplace does, which heeds no locks.
            using var process = Process.Start("truncate", ["-s", $"{(long)(share * new FileInfo(shard).Length)}", shard]);
            process.WaitForExit();
        });
        var (read, faults) = (output.Count(line => line == "row"), output.Except(["row"]).ToArray());
        // The features lie behind the keys, which take a sixth of the file.
        Assert.InRange(read, (int)(0.8 * share * Count), (int)(share * Count));
        Assert.Equal(
            $"IOException: The shard '{shard}' has become shorter while it was in use; another program must have written to it. "
            + "Run the command again: what it held will be computed again.",
            Assert.Single(faults));

        // Which is what the next one does.
        using var again = Rows.Open(_root.Path);
        Assert.Equal(0, again.Count);
        Assert.Single(again.DamagedShards);
    }

    [Fact]
    public async Task A_removed_shard_can_be_read_on()
    {
        Write();
        Assert.All(await Read(() => Assert.True(CachedRecipe.FindAll(_root.Path).Single().Remove())), line => Assert.Equal("row", line));
        Assert.Empty(Directory.GetFileSystemEntries(_root.Path));
    }

#pragma warning disable CA2255 // This is a program and no library, and nothing else runs before its entry point.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void ReadAndExit()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { } root)
        {
            return;
        }

        using (var store = Rows.Open(root))
        {
            Console.WriteLine("open");
            Console.ReadLine();
            var row = new float[Rows.Length];
            for (var image = 0; image < Count; image++)
            {
                try
                {
                    Console.WriteLine(store.CopyRow(Rows.Key(image), row) ? "row" : "absent");
                }
                catch (IOException error)
                {
                    Console.WriteLine($"{error.GetType().Name}: {error.Message}");
                }
            }
        }

        Environment.Exit(0);
    }

    private string Write()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows lets nobody shorten an open file, and macOS has no 'truncate'.");
        using var store = Rows.Open(_root.Path);
        Rows.Append(store, first: 0, Count, rowsPerShard: Count);
        return Directory.GetFiles(store.Folder, "*.arrow").Single();
    }

    /// <summary>What a process says that reads all rows after something has happened to its open store.</summary>
    private async Task<string[]> Read(Action change)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "Transfer.Tests"))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment[FolderVariable] = _root.Path;
        using var process = Process.Start(start)!;
        Assert.Equal("open", await process.StandardOutput.ReadLineAsync());
        change();
        await process.StandardInput.WriteLineAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
