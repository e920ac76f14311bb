using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>Results go to the output, everything else to the error stream; exit codes.</summary>
public sealed class StreamTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _run;
    private readonly string[] _model;

    public StreamTests() => (_run, _model) = (_folder.File("run"),
        ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache")]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Only_results_are_on_the_output_and_quiet_leaves_nothing_else()
    {
        var data = DrawnImages.Folder(_folder, 6, split: true);
        var (code, output, error) = Train(data, _run);
        Assert.Equal(0, code);
        Assert.Equal(["Best epoch:", "Validation accuracy:", "Validation: Always", "Fitted on", "Run folder:"], Beginnings(output, 5));
        Assert.Contains("Training the head: 2/2", error, StringComparison.Ordinal);
        Assert.Contains($"Predict with: transfer predict {_run} FILE-OR-FOLDER", error, StringComparison.Ordinal);
        var images = Path.Combine(data, "validation");
        string[][] commands =
        [
            ["train", data, .. _model, "--run", _folder.File("quiet"), "--epochs", "2"],
            ["extract", data, .. _model, "--outcomes", _folder.File("outcomes.csv")],
            ["predict", _run, images],
            ["export", _run],
            ["evaluate", _run, "--split", "validation"],
            ["models", "inspect", _model[1]],
        ];
        foreach (var command in commands)
        {
            var quiet = TransferCommand.RunStreams([.. command, "--quiet"]);
            Assert.Equal((0, ""), (quiet.Code, quiet.Error));
            Assert.NotEmpty(quiet.Output);
        }

        Assert.Equal(4, TransferCommand.RunStreams("predict", _run, images).Output.TrimEnd().Split('\n').Length);
        Assert.Equal($"Written: {Path.Combine(_run, "model.onnx")}", TransferCommand.RunStreams("export", _run).Output.TrimEnd());
    }

    [Fact]
    public void JSON_of_every_command_that_reports_is_one_object()
    {
        var data = DrawnImages.Folder(_folder, 6, split: true);
        _folder.Write("data/train/red/bad.jpg", "no image"u8);
        var other = _folder.File("other");
        Has(3, ["train", data, .. _model, "--run", _run, "--epochs", "2"], "run", "model", "epochs", "bestEpoch", "validation", "excluded");
        Has(3, ["train", data, .. _model, "--run", other, "--epochs", "2", "--folds", "2"], "folds");
        string[] tune = ["finetune", _run, "--unfreeze", "conv2", "--epochs", "1", "--run", _folder.File("tuned")];
        Has(0, tune, "frozen", "difference", "blocks");
        Has(0, ["evaluate", _run, "--split", "validation"], "plain", "adjusted", "predictionsPath");
        Has(0, ["compare", _run, other], "first", "second", "difference", "verdict", "metrics");
        Has(0, ["compare", _run, other, _folder.File("tuned")], "comparisons");
        Has(3, ["extract", data, .. _model, "--outcomes", _folder.File("o.csv")], "files", "cached", "failed", "reasons", "outcomes");
        Has(0, ["models", "inspect", _model[1]], "record", "cuts");
        Has(0, ["models", "check", _model[1]], "cuts");
        string[] cache = ["--cache", _folder.File("cache")];
        Has(0, ["cache", "stats", .. cache], "recipes");
        Has(0, ["cache", "verify", .. cache], "check");
        Has(0, ["cache", "why", Path.Combine(data, "train", "red", "bad.jpg"), .. cache], "isCached", "sentences");
        Has(0, ["cache", "prune", "--older-than", "30d", .. cache], "bytesFreed", "sentences");
        Has(0, ["cache", "compact", .. cache], "before", "after");
    }

    [Fact]
    public void Inputs_that_are_left_out_are_3_and_with_strict_1()
    {
        var data = DrawnImages.Folder(_folder, 6, split: true);
        _folder.Write("data/train/red/bad.jpg", "no image"u8);
        Assert.Equal(3, Train(data, _run).Code);
        Assert.Equal(1, Train(data, _folder.File("strict"), "--strict").Code);
        var (code, output, error) = TransferCommand.RunStreams("predict", _run, Path.Combine(data, "train", "red"));
        Assert.Equal(3, code);
        Assert.DoesNotContain("bad.jpg", output, StringComparison.Ordinal);
        Assert.Contains("1 of 5 images were left out.", error, StringComparison.Ordinal);
        Assert.Equal(0, TransferCommand.RunStreams("predict", _run, Path.Combine(data, "validation")).Code);
    }

    private static void Has(int code, string[] command, params string[] names)
    {
        var (found, output, error) = TransferCommand.RunStreams([.. command, "--json"]);
        Assert.True(found == code, $"{string.Join(' ', command)}: {found}\n{error}");
        using var json = JsonDocument.Parse(output);
        var fields = json.RootElement.EnumerateObject().Select(field => field.Name).ToList();
        Assert.All(names, name => Assert.Contains(name, fields));
    }

    private static IEnumerable<string> Beginnings(string text, int count)
    {
        string[] known = ["Best epoch:", "Validation accuracy:", "Validation: Always", "Fitted on", "Run folder:"];
        return text.TrimEnd().Split('\n').Take(count).Select(line => known.FirstOrDefault(line.StartsWith) ?? line);
    }

    private (int Code, string Output, string Error) Train(string data, string run, params string[] more) =>
        TransferCommand.RunStreams(["train", data, .. _model, "--run", run, "--epochs", "2", .. more]);
}
