using System.Diagnostics;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class KilledTrainingTests : IDisposable
{
    private const int Epochs = 150;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_training_that_is_killed_again_and_again_ends_with_the_weights_of_one_that_was_not()
    {
        string[] options =
        [
            "train", DrawnImages.Folder(_folder, 40, size: 32), "--model", TinyModels.Create().Save(_folder),
            "--preprocessing", "tf", "--cache", _folder.File("cache"),
            "--optimizer", "sgd:momentum=0.9", "--schedule", "reduce_on_plateau:patience=2", "--mixup", "0.2",
            "--head", "dense:128,relu,dropout:0.5",
            "--learning-rate", "1e-3", "--epochs", $"{Epochs}", "--checkpoint-every", "1", "--device", "cpu",
        ];
        Run([.. options, "--run", _folder.File("whole")]);
        var run = RunFolder.Open(_folder.File("whole"));

        var killed = _folder.File("killed");
        var checkpoint = Path.Combine(killed, "checkpoint.bin");
        string[] first = [.. options, "--run", killed];
        var kills = 0;
        foreach (var checkpoints in new[] { 3, 30 })
        {
            using var process = Start(kills++ == 0 ? first : ["train", "--resume", killed]);
            await Written(checkpoint, checkpoints, process);
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.NotEqual(0, process.ExitCode);
            Assert.True(File.Exists(checkpoint));
        }

        Assert.Matches($@"Resumed after epoch \d+ of {Epochs}\.", Run("train", "--resume", killed));
        foreach (var name in new[] { "head.weights", "history.csv", "model.onnx" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(run.Path, name)), File.ReadAllBytes(Path.Combine(killed, name)));
        }

        Assert.Empty(Directory.EnumerateFiles(killed, "checkpoint*"));
    }

    /// <summary>Waits until a checkpoint has been written so many times.</summary>
    private static async Task Written(string checkpoint, int times, Process process)
    {
        var (count, before) = (0, File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : default);
        while (count < times)
        {
            Assert.False(process.HasExited, "The training ended before it was killed.");
            await Task.Delay(1, TestContext.Current.CancellationToken);
            var now = File.Exists(checkpoint) ? File.GetLastWriteTimeUtc(checkpoint) : before;
            count += now == before ? 0 : 1;
            before = now;
        }
    }

    private static string Run(params string[] arguments)
    {
        var (code, _, error) = TransferCommand.RunStreams(arguments);
        Assert.True(code == 0, error);
        return error;
    }

    private static Process Start(string[] arguments) =>
        Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "transfer.dll"), .. arguments])
        {
            RedirectStandardError = true,
        })!;
}
