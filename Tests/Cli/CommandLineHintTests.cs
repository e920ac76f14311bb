using System.Text.RegularExpressions;
using Spectre.Console.Testing;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>Sentences of the libraries name options; the program says which flag or command that is.</summary>
public sealed class CommandLineHintTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;
    private readonly string _model;

    public CommandLineHintTests() => (_data, _model) = (DrawnImages.Folder(_folder, 9, split: true), TinyModels.Create().Save(_folder));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_that_is_not_ready_or_of_another_kind_is_said_with_the_command_to_run()
    {
        var run = _folder.File("run");
        Assert.Equal(0, Run("train", _data, "--model", _model, "--preprocessing", "tf", "--run", run, "--epochs", "1").Code);
        Fails($"Put some into {_data}/test, a folder per class, or evaluate the validation split (--split validation).", "evaluate", run);
        File.Delete(Path.Combine(run, "evaluation.json"));
        Fails($"Evaluate its validation split (transfer evaluate {run} --split validation) first;", "evaluate", run);
        File.WriteAllText(Path.Combine(run, "evaluation.json"), "{");
        Fails($"Evaluate the validation split (transfer evaluate {run} --split validation) of the run again.", "evaluate", run);
        File.Delete(Path.Combine(run, "predictions-validation.csv"));
        Fails($"Evaluate the validation split (transfer evaluate {run} --split validation) of that run first.", "compare", run, run);
        Fails("; inspecting the network (transfer models inspect FILE) lists its cut points.", "finetune", run, "--unfreeze", "relu2");

        var record = Path.Combine(run, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"exported\"", "\"started\"", StringComparison.Ordinal));
        Fails($"Resume it as such (transfer train --resume {run}).", "finetune", "--resume", run);
    }

    [Theory]
    [InlineData("Give it (--preprocessing): caffe, tf or torch", "train", "DATA")]
    [InlineData("The number of test-time views (--tta) is -1;", "train", "DATA", "--tta", "-1")]
    [InlineData("Give the targets of images as a target table (--targets).", "train", "DATA", "--labels", "y")]
    [InlineData("or choose a head (--head) without layers (none)", "train", "DATA", "--head", "linear", "--mixup", "0.2")]
    [InlineData("'9/4' is not a share of the files (--shard).", "extract", "DATA", "--shard", "9/4")]
    [InlineData("Give the share (--shard), such as 0/4.", "extract", "DATA", "--shards", "4")]
    [InlineData("or choose another cache folder (--cache).", "extract", "DATA", "--preprocessing", "tf", "--cache", "MODEL")]
    [InlineData("Choose another run folder (--run).", "train", "DATA", "--preprocessing", "tf", "--run", "MODEL/run")]
    [InlineData(
        "Choose another file for the outcomes (--outcomes).",
        "extract", "DATA", "--preprocessing", "tf", "--outcomes", "MODEL/x.csv")]
    [InlineData(
        "Inspect the network (transfer models inspect FILE) for all names;",
        "extract", "DATA", "--preprocessing", "tf", "--cut", "block9")]
    [InlineData("what may be removed (--older-than, --max-size, --model, --data, --orphaned, --leftovers).", "cache", "prune")]
    [InlineData("Expected a model.onnx that Transfer exported (with train, finetune or export).", "predict", "MODEL", "DATA")]
    public void An_option_is_said_with_its_flag(string sentence, params string[] arguments)
    {
        string[] model = arguments[0] is "train" or "extract" ? ["--model", _model] : [];
        var there = arguments.Select(a => a == "DATA" ? _data : a.Replace("MODEL", _model, StringComparison.Ordinal));
        Fails(sentence, [.. there, .. model]);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("finetune")]
    public void A_training_that_is_interrupted_says_how_to_go_on(string command)
    {
        using var error = new StringWriter();
        var program = new TransferProgram(new TestConsole(), new TestConsole(), TextWriter.Null, error);
        var interrupted = new TrainingInterruptedException("runs/a", 3, new OperationCanceledException());
        Assert.Equal(130, program.Guard(() => throw interrupted, program.Root().Parse([command])));
        Assert.Equal(
            $"Stopped with epoch 3 saved. Resume the run 'runs/a' to go on: transfer {command} --resume runs/a\n", error.ToString());
    }

    /// <summary>A phrase that no library says any more would never be found.</summary>
    [Fact]
    public void Every_phrase_is_in_a_sentence_of_a_library()
    {
        var sources = new[] { "Augmentation", "FeatureCache", "Models", "Pipeline", "Serving" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*.cs", SearchOption.AllDirectories));
        // Literals that are added up are one sentence.
        var text = Regex.Replace(string.Join('\n', sources.Select(File.ReadAllText)), @"""\s*\+\s*\$?""", "");
        Assert.All(CommandLineHints.All, hint => Assert.Contains(hint.Phrase, text, StringComparison.Ordinal));
    }

    private void Fails(string sentence, params string[] arguments)
    {
        var (code, _, error) = Run(arguments);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Run(params string[] arguments)
    {
        var caches = arguments[0] is "train" or "extract" && !arguments.Contains("--cache");
        return TransferCommand.Run(caches ? [.. arguments, "--cache", _folder.File("cache")] : arguments);
    }
}
