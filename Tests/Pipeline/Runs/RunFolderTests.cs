using System.Collections.Concurrent;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Who writes into a run folder, and what of it is replaced.</summary>
public sealed class RunFolderTests : IDisposable
{
    private readonly TrainedRuns _runs = new();

    public RunFolderTests()
    {
        _runs.Draw("blue", 0, 0, 5);
        _runs.Draw("red", 1, 0, 5);
    }

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void A_run_is_not_overwritten_unless_that_is_asked_for()
    {
        var first = _runs.Train().Run;
        var model = File.ReadAllBytes(first.ModelPath);
        var (code, _, error) = TransferCommand.Run("train", _runs.Data, "--run", first.Path);
        Assert.Equal(1, code);
        Assert.Equal($"Error: The run folder '{first.Path}' has a run in it. Choose another run folder (--run), or allow that it is "
            + "overwritten (--overwrite); a run that was interrupted can be resumed (--resume).\n", error);
        Assert.Equal(model, File.ReadAllBytes(first.ModelPath));

        File.WriteAllText(Path.Combine(first.Path, "of-the-first.txt"), "");
        var second = TransferLearning.Train(_runs.Options("run") with
        {
            Overwrite = true,
            Trainer = new TrainerOptions { Epochs = 5, LearningRate = 1e-2 },
        });
        Assert.Equal(first.Path, second.Run.Path);
        Assert.NotEqual(model, File.ReadAllBytes(second.ModelPath));
        Assert.False(File.Exists(Path.Combine(first.Path, "of-the-first.txt")));
        Assert.Equal(["cache", "data", "run", "tiny.onnx"], Entries(_runs.Folder.Path));
        Assert.DoesNotContain("run.lock", Entries(first.Path));
    }

    [Fact]
    public void A_replacement_that_fails_leaves_the_run_as_it_was()
    {
        var first = _runs.Train().Run;
        var before = Directory.EnumerateFiles(first.Path).Order().Select(File.ReadAllBytes).ToList();
        _runs.Folder.Write("data/red/bad.png", "no image"u8);
        Assert.Throws<InvalidDataException>(() => TransferLearning.Train(_runs.Options("run") with { Overwrite = true, Strict = true }));
        Assert.Equal(before, Directory.EnumerateFiles(first.Path).Order().Select(File.ReadAllBytes));
        Assert.False(Directory.Exists(first.Path + ".new"));
    }

    [Fact]
    public void A_replacement_that_is_stopped_goes_on_and_takes_its_place_to_the_bit()
    {
        var options = _runs.Options("run") with { Trainer = new TrainerOptions { Epochs = 6, LearningRate = 1e-3, CheckpointEvery = 1 } };
        var whole = TransferLearning.Train(options with { Run = _runs.Folder.File("whole") }).Run;
        var first = _runs.Train().Run;
        var model = File.ReadAllBytes(first.ModelPath);
        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(() =>
            TransferLearning.Train(options with { Overwrite = true }, new StopsAfter(3, source), cancellation: source.Token));
        Assert.Equal(first.Path + ".new", stopped.RunFolder);
        Assert.Equal(model, File.ReadAllBytes(first.ModelPath));

        var resumed = TransferLearning.Resume(stopped.RunFolder).Run;
        Assert.Equal(first.Path, resumed.Path);
        Assert.Equal(File.ReadAllBytes(whole.WeightsPath), File.ReadAllBytes(first.WeightsPath));
        Assert.False(Directory.Exists(stopped.RunFolder));
    }

    [Fact]
    public void Files_that_are_not_of_a_run_are_never_replaced()
    {
        _runs.Folder.Write("letters/mother.txt", "Dear"u8);
        foreach (var overwrite in new[] { false, true })
        {
            Assert.Contains("has files in it that are not of a run", Assert.Throws<IOException>(() =>
                TransferLearning.Train(_runs.Options("letters") with { Overwrite = overwrite })).Message, StringComparison.Ordinal);
        }

        // Nor are the data, where they lie in the run folder.
        var run = _runs.Train("inside").Run;
        Directory.Move(_runs.Data, Path.Combine(run.Path, "data"));
        Assert.Contains("has the data in it", Assert.Throws<IOException>(() => TransferLearning.Train(
            _runs.Options("inside") with { Data = Path.Combine(run.Path, "data"), Overwrite = true })).Message, StringComparison.Ordinal);
        Assert.Equal(["mother.txt"], Entries(_runs.Folder.File("letters")));
    }

    [Fact]
    public void A_second_training_into_one_folder_says_who_writes_it_before_it_computes()
    {
        var run = RunFolder.Create(_runs.Folder.File("run"), "", TimeProvider.System);
        var options = _runs.Options("run");
        using (RunLock.Take(run))
        {
            var said = new SaidSentences();
            Assert.StartsWith(
                $"The run folder '{run.Path}' is being written by process {Environment.ProcessId} on '{Environment.MachineName}'.",
                Assert.Throws<IOException>(() => TransferLearning.Train(options, said)).Message, StringComparison.Ordinal);
            Assert.False(said.Any("Features"));
            Assert.False(Directory.Exists(_runs.Folder.File("cache")));
        }

        // What a process that has died has left is no lock.
        File.WriteAllText(run.LockPath, $"process 999999999 on '{Environment.MachineName}'");
        TransferLearning.Train(options);
        Assert.False(File.Exists(run.LockPath));
        using (RunLock.Take(run))
        {
            Assert.All(
            [
                () => TransferLearning.Export(new ExportOptions { Run = run.Path }),
                () => RunEvaluation.Run(new EvaluateOptions { Run = run.Path, Split = "validation" }),
                () => TransferLearning.Train(options with { Overwrite = true }),
            ], (Action work) => Assert.Contains(
                "is being written by process", Assert.Throws<IOException>(work).Message, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Of_many_that_take_one_lock_one_has_it()
    {
        var run = RunFolder.Create(_runs.Folder.File("run"), "", TimeProvider.System);
        var (inside, most, taken) = (0, 0, 0);
        Parallel.For(0, 20_000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            try
            {
                using var held = RunLock.Take(run);
                most = Math.Max(most, Interlocked.Increment(ref inside));
                Interlocked.Increment(ref taken);
                Thread.Yield();
                Interlocked.Decrement(ref inside);
            }
            catch (IOException)
            {
                // Another one has it.
            }
        });
        Assert.Equal(1, most);
        Assert.True(taken > 0);
        Assert.False(File.Exists(run.LockPath));
    }

    [Fact]
    public void Trainings_that_start_in_one_instant_have_folders_of_their_own()
    {
        var name = $"test-{Guid.NewGuid():N}";
        var folders = new ConcurrentBag<string>();
        try
        {
            Parallel.For(0, 32, new ParallelOptions { MaxDegreeOfParallelism = 8 },
                _ => folders.Add(RunFolder.Create(null, name, new StoppedClock()).Path));
            Assert.Equal(32, folders.Distinct().Count());
            Assert.Contains(Path.Combine("runs", $"20260102-030405-{name}-32"), folders);
        }
        finally
        {
            foreach (var folder in folders)
            {
                Directory.Delete(folder);
            }
        }
    }

    [Fact]
    public void A_run_that_fails_before_it_trains_leaves_nothing_so_that_it_can_be_run_again()
    {
        _runs.Folder.Write("data/red/bad.png", "no image"u8);
        Assert.Throws<InvalidDataException>(() => TransferLearning.Train(_runs.Options("run") with { Strict = true }));
        Assert.False(Directory.Exists(_runs.Folder.File("run")));
        File.Delete(Path.Combine(_runs.Data, "red", "bad.png"));
        TransferLearning.Train(_runs.Options("run") with { Strict = true });
    }

    private static IEnumerable<string> Entries(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)).Order(StringComparer.Ordinal);

    private sealed class StopsAfter(int epoch, CancellationTokenSource source) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value.History?.Epochs.Count == epoch)
            {
                source.Cancel();
            }
        }
    }

    private sealed class StoppedClock : TimeProvider
    {
        public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

        public override DateTimeOffset GetUtcNow() => new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);
    }
}
