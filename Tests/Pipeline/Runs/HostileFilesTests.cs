using System.Security.Cryptography;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Runs;

/// <summary>The weights, tables and checkpoints of a run folder can be damaged or made up.</summary>
public sealed class HostileFilesTests(TrainedRun trained) : IClassFixture<TrainedRun>
{
    private static readonly int Mutations = TrainedRun.Mutations(40);

    // A report takes long.
    private static readonly int Reports = TrainedRun.Mutations(8);

    [Fact]
    public void Changed_weights_work_or_are_refused_in_a_sentence() => Each(
        trained.Run.WeightsPath, seed => seed % 2 == 0
            ? ["evaluate", trained.Run.Path, "--split", "validation", "--cache", trained.Cache]
            : ["export", trained.Run.Path]);

    [Fact]
    public void One_bit_of_the_weights_that_has_changed_is_found()
    {
        trained.Restore();
        var path = trained.Run.WeightsPath;
        var bytes = File.ReadAllBytes(path);
        bytes[^5] ^= 1;
        File.WriteAllBytes(path, bytes);
        var sentence = $"Error: '{path}' does not hold the weights of this run (its SHA-256 is not that in run.json): it was damaged or "
            + "replaced. Train again into another folder.";
        var (code, _, error) = TransferCommand.Run("export", trained.Run.Path);
        Assert.Equal((1, sentence), (code, error.TrimEnd()));
        var tuned = TransferCommand.Run(
            "finetune", trained.Run.Path, "--unfreeze", "conv2", "--run", trained.NewRun(), "--cache", trained.Cache);
        Assert.EndsWith(sentence, tuned.Error.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_are_cut_off_are_named()
    {
        trained.Restore();
        var path = trained.Run.WeightsPath;
        File.WriteAllBytes(path, File.ReadAllBytes(path)[..^9]);
        var (code, _, error) = TransferCommand.Run("export", trained.Run.Path);
        Assert.Equal(1, code);
        Assert.Matches(
            $@"^Error: '{path}' does not hold the weights of this run \(.+\): it was damaged or replaced. Train again into another "
                + "folder.$",
            error.TrimEnd());
    }

    [Fact]
    public void Changed_learning_curves_work_or_are_refused_in_a_sentence() =>
        Each(trained.Run.HistoryPath, _ => ["report", trained.Run.Path], Reports);

    [Fact]
    public void Changed_predictions_work_or_are_refused_in_a_sentence() => Each(
        trained.Run.PredictionsPath("validation"), _ => ["compare", trained.Run.Path, trained.Run.Path]);

    [Fact]
    public void A_changed_checkpoint_with_the_right_hash_is_resumed_or_refused_in_a_sentence()
    {
        using var folder = TemporaryFolder.InMemory();
        using var source = new CancellationTokenSource();
        var options = trained.Run.ReadRecord().Options with
        {
            Run = folder.File("run"),
            Trainer = new TrainerOptions { Epochs = 3, CheckpointEvery = 1 },
        };
        var progress = new StopAtFirstEpoch(source);
        Assert.Throws<TrainingInterruptedException>(() => TransferLearning.Train(options, progress, cancellation: source.Token));
        var run = RunFolder.Open(options.Run);
        var files = Directory.EnumerateFiles(run.Path).ToDictionary(f => f, File.ReadAllBytes);
        var content = files[run.CheckpointPath][..^SHA256.HashSizeInBytes];
        var refused = 0;
        for (var seed = 0; seed < Mutations; seed++)
        {
            foreach (var (file, bytes) in files)
            {
                File.WriteAllBytes(file, bytes);
            }

            var changed = ByteMutator.Mutate(content, seed);
            File.WriteAllBytes(run.CheckpointPath, [.. changed, .. SHA256.HashData(changed)]);
            var (code, output, error) = TransferCommand.Run("train", "--resume", run.Path);
            Require(seed, code, output, error);
            refused += code;
        }

        Assert.InRange(refused, 1, Mutations - 1);
    }

    private void Each(string path, Func<int, string[]> command, int? mutations = null)
    {
        for (var seed = 0; seed < (mutations ?? Mutations); seed++)
        {
            trained.Restore();
            File.WriteAllBytes(path, ByteMutator.Mutate(File.ReadAllBytes(path), seed));
            var (code, output, error) = TransferCommand.Run(command(seed));
            Require(seed, code, output, error);
        }
    }

    private static void Require(int seed, int code, string output, string error)
    {
        Assert.True(code == 0 || error.Contains("Error: ", StringComparison.Ordinal), $"{seed}: {output}{error}");
        Assert.False(error.Contains("unexpected", StringComparison.Ordinal), $"{seed}: {error}");
    }

    private sealed class StopAtFirstEpoch(CancellationTokenSource source) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value.History?.Epochs.Count == 1)
            {
                source.Cancel();
            }
        }
    }
}
