using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Logs of other programs, read back.</summary>
public sealed class RunLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_event_file_and_a_store_have_the_curves_of_the_run()
    {
        var run = _folder.File("runs", "first");
        var (code, _, error) = TransferCommand.Run(
            "train", DrawnImages.Folder(_folder, 12, split: true), "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf",
            "--run", run, "--epochs", "3", "--cache", _folder.File("cache"), "--log", "tensorboard,MLflow");
        Assert.True(code == 0, error);
        double[] losses = [.. CsvTable.Read(Path.Combine(run, "history.csv")).Texts("val_loss")
            .Select(t => double.Parse(t, CultureInfo.InvariantCulture))];
        var events = Events(Directory.GetFiles(Path.Combine(run, "tensorboard")).Single());
        Assert.Equal(losses.Select((loss, i) => (i + 1, (float)loss)),
            events.Where(e => e.Tag == "val_loss").Select(e => (e.Step, e.Value)));
        Assert.Contains(events, e => e.Tag == "validation/accuracy");

        var store = Directory.GetDirectories(Path.Combine(_folder.Path, "runs", "mlruns", "0")).Single();
        var lines = File.ReadAllLines(Path.Combine(store, "metrics", "val_loss")).Select(line => line.Split(' ')).ToList();
        Assert.Equal(losses, lines.Select(l => double.Parse(l[1], CultureInfo.InvariantCulture)));
        Assert.Equal(["1", "2", "3"], lines.Select(l => l[2]));
        Assert.Equal("tiny\n", File.ReadAllText(Path.Combine(store, "params", "network")));
        Assert.Contains("run_name: 'first'\n", File.ReadAllText(Path.Combine(store, "meta.yaml")), StringComparison.Ordinal);
        Assert.Contains("name: Default\n", File.ReadAllText(Path.Combine(store, "..", "meta.yaml")), StringComparison.Ordinal);
        Assert.Equal(["first"], RunList.Read(_folder.File("runs")).Select(r => Path.GetFileName(r.Path)));
    }

    [Fact]
    public void Another_log_is_refused()
    {
        var (code, _, error) = TransferCommand.RunStreams("train", _folder.Path, "--log", "wandb");
        TransferCommand.CheckFault(code, error);
        Assert.Contains("'wandb' is no log. Expected tensorboard, mlflow, or both with a comma.", error, StringComparison.Ordinal);
    }

    /// <summary>Reads an event file as TensorBoard does, checksums included.</summary>
    private static List<(string Tag, int Step, float Value)> Events(string path)
    {
        var (bytes, events, at) = (File.ReadAllBytes(path), new List<(string, int, float)>(), 0);
        while (at < bytes.Length)
        {
            var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
            RequireCheck(bytes, at, 8);
            RequireCheck(bytes, at + 12, length);
            var data = bytes.AsSpan(at + 12, length);
            at += 12 + length + 4;
            if (data[9] == (5 << 3 | 2) || data[9] == 2 << 3)
            {
                // Behind the step, the summary, the value and its tag stand with their lengths.
                int step = data[10];
                var summary = data[11..];
                Assert.Equal(0x2a, summary[0]);
                Assert.Equal(0x0a, summary[2]);
                Assert.Equal(0x0a, summary[4]);
                var tag = Encoding.UTF8.GetString(summary.Slice(6, summary[5]));
                events.Add((tag, step, BinaryPrimitives.ReadSingleLittleEndian(summary[(6 + summary[5] + 1)..])));
            }
        }

        return events;
    }

    private static void RequireCheck(byte[] bytes, int at, int length)
    {
        var crc = ~bytes.Skip(at).Take(length).Aggregate(uint.MaxValue, BitOperations.Crc32C);
        var expected = ((crc >> 15) | (crc << 17)) + 0xa282ead8;
        Assert.Equal(expected, BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + length)));
    }
}
