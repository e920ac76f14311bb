using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace Transfer.Tests.FeatureCache;

/// <summary>
/// A process that writes to a store, or compacts it, until it is killed. It is this test program, started with a variable that
/// keeps it from ever reaching the test runner, because that would take most of its time.
/// </summary>
internal sealed class KilledChild : IDisposable
{
    private const string FolderVariable = "TRANSFER_TEST_KILLED_CHILD";
    private const string WriterVariable = "TRANSFER_TEST_KILLED_WRITER";

    private readonly Process _process;
    private readonly TaskCompletionSource _started = new();
    private readonly Task _reading;

    /// <param name="writer">Which images it writes; 0 for one that compacts.</param>
    public KilledChild(string root, int writer)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Transfer.Tests" + (OperatingSystem.IsWindows() ? ".exe" : ""));
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true };
        start.Environment[FolderVariable] = root;
        start.Environment[WriterVariable] = writer.ToString(CultureInfo.InvariantCulture);
        Writer = writer;
        _process = Process.Start(start)!;
        _reading = Task.Run(Read);
    }

    public int Writer { get; }

    /// <summary>Everything before this number is in a finished shard.</summary>
    public int Finished { get; private set; }

    /// <summary>Done when the child has finished its first piece of work.</summary>
    public Task Started => _started.Task;

    /// <summary>The image that a writer writes as its n-th: every fifth is the same for all of them.</summary>
    public static int Image(int writer, int number) => number % 5 == 0 ? number : (writer * 1_000_000) + number;

    public async Task Kill()
    {
        Assert.False(_process.HasExited, "The child process ended by itself.");
        _process.Kill();
        await _process.WaitForExitAsync(CancellationToken.None);
        await _reading;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

#pragma warning disable CA2255 // This is a program and no library, and nothing else runs before its entry point.
    [ModuleInitializer]
#pragma warning restore CA2255
    internal static void WorkUntilKilled()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } root)
        {
            var writer = int.Parse(Environment.GetEnvironmentVariable(WriterVariable)!, CultureInfo.InvariantCulture);
            if (writer == 0)
            {
                Compact(root);
            }
            else
            {
                Write(root, writer);
            }
        }
    }

    private static void Write(string root, int id)
    {
        using var store = Rows.Open(root);
        using var writer = store.CreateWriter(new FeatureWriterOptions { RowsPerShard = 16 + id });
        for (var number = 0; ; number++)
        {
            var before = store.Count;
            var key = Rows.Key(Image(id, number));
            writer.Append(key, Rows.Of(key));
            if (store.Count > before)
            {
                // A shard is closed, so nothing waits.
                Console.WriteLine(number + 1);
            }
        }
    }

    private static void Compact(string root)
    {
        while (true)
        {
            foreach (var recipe in CachedRecipe.FindAll(root))
            {
                recipe.Compact(new FeatureWriterOptions { RowsPerShard = 200 });
            }

            Console.WriteLine(0);
        }
    }

    private async Task Read()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out var finished))
            {
                Finished = Math.Max(Finished, finished);
            }

            _started.TrySetResult();
        }
    }
}
