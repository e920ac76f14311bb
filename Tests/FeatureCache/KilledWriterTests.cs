using System.Diagnostics;
using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Tests.Support;

namespace Transfer.Tests.FeatureCache;

public sealed class KilledWriterTests
{
    private const string FolderVariable = "TRANSFER_TEST_ENDLESS_WRITER";

    /// <summary>Not a test: what the child process of the tests below runs, until it is killed.</summary>
    [Fact(Explicit = true)]
    public void Endless_writer()
    {
        var root = Environment.GetEnvironmentVariable(FolderVariable);
        Assert.SkipUnless(root is not null, $"Runs only as a child process, with {FolderVariable} set.");
        using var store = Rows.Open(root!);
        using var writer = store.CreateWriter(new FeatureWriterOptions { RowsPerShard = 16 });
        for (var picture = 0; ; picture++)
        {
            writer.Append(Rows.Key(picture), Rows.Of(Rows.Key(picture)));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_killed_writer_leaves_whole_shards_and_its_temporary_file_goes_at_the_next_opening(int seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var root = new TemporaryFolder();
        using (var child = Start(root.Path))
        {
            try
            {
                while (!Directory.EnumerateFiles(root.Path, "*.arrow", SearchOption.AllDirectories).Any())
                {
                    Assert.False(child.HasExited, "The child process ended by itself.");
                    await Task.Delay(5, cancellation);
                }

                await Task.Delay(TimeSpan.FromMilliseconds(new SeededRandom(seed).Uniform(0, 60)), cancellation);
                Assert.False(child.HasExited, "The child process ended by itself.");
            }
            finally
            {
                child.Kill();
                await child.WaitForExitAsync(CancellationToken.None);
            }
        }

        // Whatever moment the kill has hit, there is one such file to clear away.
        using var store = OpenWithLeftover(root.Path);
        Assert.Empty(Directory.GetFiles(store.Folder, "*.tmp"));
        Assert.Empty(store.SetAside);
        Assert.InRange(store.Count, 16, int.MaxValue);
        Assert.Equal(0, store.Count % 16);
        foreach (var picture in Enumerable.Range(0, store.Count))
        {
            Rows.AssertHolds(store, Rows.Key(picture));
        }
    }

    [Fact]
    public void A_temporary_file_whose_writer_lives_is_left_alone()
    {
        using var root = new TemporaryFolder();
        using var store = Rows.Open(root.Path);
        var path = Path.Combine(store.Folder, OfThisMachine("alive"));
        using (new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Delete))
        {
            Rows.Open(root.Path).Dispose();
            Assert.True(File.Exists(path));
        }

        Rows.Open(root.Path).Dispose();
        Assert.False(File.Exists(path));
    }

    private static FeatureStore OpenWithLeftover(string root)
    {
        File.WriteAllText(Path.Combine(Directory.GetDirectories(root).Single(), OfThisMachine("left")), "half a sha");
        return Rows.Open(root);
    }

    // As a process that had this one's number and is gone would have named it.
    private static string OfThisMachine(string token)
    {
        var parts = TemporaryName.Create().Split('~');
        return $"{parts[0]}~{parts[1]}~{token}{TemporaryName.Extension}";
    }

    private static Process Start(string root)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Transfer.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program, ["-method", $"*.{nameof(Endless_writer)}", "-explicit", "only"])
        {
            RedirectStandardOutput = true,
            WorkingDirectory = root,
        };
        start.Environment[FolderVariable] = root;
        return Process.Start(start)!;
    }
}
