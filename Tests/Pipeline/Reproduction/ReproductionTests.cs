using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>A run is done again from its receipt.</summary>
public sealed class ReproductionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public ReproductionTests() => _data = DrawnImages.Folder(_folder, 15, split: true);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_and_its_fine_tuning_are_reproduced_byte_for_byte()
    {
        var run = Train("--unfreeze", "last:50%", "--views", "1");
        foreach (var folder in new[] { Path.Combine(run, "frozen"), run })
        {
            var (code, output, _) = TransferCommand.RunStreams("reproduce", folder);
            Assert.True(code == 0, output);
            Assert.Contains("The run is reproduced, byte for byte.", output, StringComparison.Ordinal);
            Assert.Contains("the same   model.onnx", output, StringComparison.Ordinal);
            Assert.Equal(
                File.ReadAllBytes(Path.Combine(folder, "model.onnx")),
                File.ReadAllBytes(Path.Combine(folder + "-reproduced", "model.onnx")));
            Assert.False(Directory.Exists(folder + "-reproduced.cache"));
        }
    }

    [Fact]
    public void A_table_is_reproduced_and_a_changed_one_is_refused()
    {
        var table = _folder.Write("rows.csv", [.. System.Text.Encoding.UTF8.GetBytes(
            "a,b,label\n" + string.Join('\n', Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 2},{(i % 2 == 0 ? "even" : "odd")}")))]);
        var run = _folder.File("table");
        Assert.Equal(0, TransferCommand.Run("train", table, "--run", run, "--epochs", "2").Code);
        Assert.True(RunReproduction.Run(new ReproduceOptions { Run = run }).Agrees);
        File.AppendAllText(table, "\n1,1,odd\n");
        var (code, _, error) = TransferCommand.RunStreams("reproduce", run, "--run", _folder.File("again"));
        TransferCommand.CheckFault(code, error);
        Assert.Contains("rows.csv", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_differs_is_named()
    {
        var run = RunFolder.Open(Train());
        var record = run.ReadRecord();
        run.Write(record with
        {
            Versions = new Dictionary<string, string>(record.Versions) { ["onnxruntime"] = "1.0.0" },
            Receipt = record.Receipt! with
            {
                Processor = "Another",
                Hashes = new Dictionary<string, string>(record.Receipt.Hashes) { ["history.csv"] = new string('0', 64) },
            },
        });
        var (code, output, _) = TransferCommand.RunStreams("reproduce", run.Path);
        Assert.Equal(1, code);
        Assert.Contains("different  history.csv  0000000000000000 was, ", output, StringComparison.Ordinal);
        Assert.Contains(" here and was 1.0.0.", output, StringComparison.Ordinal);
        Assert.Contains(" here and was Another.", output, StringComparison.Ordinal);
        Assert.Contains("The run is not reproduced byte for byte.", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_that_cannot_be_reproduced_say_why()
    {
        var run = RunFolder.Open(Train());
        var record = run.ReadRecord();
        run.Write(record with { Receipt = null });
        Refused("has no receipt: an earlier version of Transfer wrote it.");
        run.Write(record with { Receipt = null, Status = "trained" });
        Refused("was not trained to its end (its status is 'trained').");
        run.Write(record);
        Refused("Choose another run folder (--run).", "--run", run.Path);

        void Refused(string expected, params string[] options)
        {
            var (code, _, error) = TransferCommand.RunStreams(["reproduce", run.Path, .. options]);
            TransferCommand.CheckFault(code, error);
            Assert.Contains(expected, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Runs_are_listed_and_damaged_ones_named()
    {
        Train();
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(_folder.File("runs", "broken")).FullName, "run.json"), "{");
        var (code, output, error) = TransferCommand.RunStreams("runs", _folder.File("runs"), "--sort", "metric");
        Assert.Equal(ExitCodes.Of(1), code);
        Assert.Matches(@"first +data +tiny +head +accuracy [01]\.\d{3} \(.*\) +validation", output);
        Assert.Contains($"Left out: {_folder.File("runs", "broken")}: ", error, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(TransferCommand.RunStreams("runs", _folder.File("runs"), "--json").Output);
        Assert.Equal(2, json.RootElement.GetArrayLength());

        var (missing, _, sentence) = TransferCommand.RunStreams("runs", _folder.File("nothing"));
        TransferCommand.CheckFault(missing, sentence);
        Assert.Contains("Give a folder that has run folders in it, such as runs.", sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void The_receipt_has_the_stages_and_the_card_the_figures()
    {
        var run = RunFolder.Open(Train());
        var (receipt, result) = (run.ReadRecord().Receipt!, run.ReadEvaluation()["validation"]);
        Assert.Equal(["extract", "train", "evaluate", "export"], receipt.Stages.Select(s => s.Name));
        Assert.All(receipt.Stages, s => Assert.True(s.Seconds >= 0));
        Assert.Equal(ContentHash.OfFile(run.ModelPath).ToString(), receipt.Hashes["model.onnx"]);
        var card = File.ReadAllText(run.ModelCardPath);
        Assert.StartsWith("---\nlibrary_name: onnx\n", card, StringComparison.Ordinal);
        Assert.Contains("pipeline_tag: image-classification\n", card, StringComparison.Ordinal);
        Assert.Contains($"| accuracy | {result.Metrics[0].ValueText} | {result.Metrics[0].Interval} |", card, StringComparison.Ordinal);
        Assert.Contains("20 train, 10 validation images.", card, StringComparison.Ordinal);
    }

    private string Train(params string[] options)
    {
        var run = _folder.File("runs", "first");
        var (code, _, error) = TransferCommand.Run(
        [
            "train", _data, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--run", run, "--epochs", "2",
            "--cache", _folder.File("cache"), .. options,
        ]);
        Assert.True(code == 0, error);
        return run;
    }
}
