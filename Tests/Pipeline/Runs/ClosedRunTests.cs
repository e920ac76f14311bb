using Microsoft.ML.OnnxRuntime;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>What a run learnt stands in its record; today's folder is not asked again.</summary>
public sealed class ClosedRunTests : IDisposable
{
    private readonly TrainedRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void A_class_folder_that_is_renamed_does_not_exchange_the_classes_of_the_export()
    {
        _runs.Draw("cats", 0, 0, 8);
        _runs.Draw("dogs", 1, 0, 8);
        var trained = _runs.Train();
        var before = File.ReadAllBytes(trained.ModelPath);
        // Behind the other class by the alphabet.
        Directory.Move(Path.Combine(_runs.Data, "cats"), Path.Combine(_runs.Data, "tabby_cats"));

        var (code, _, error) = TransferCommand.Run("export", trained.Run.Path);
        Assert.Equal((0, ""), (code, error));
        using var session = new InferenceSession(trained.ModelPath);
        Assert.Equal("""["cats","dogs"]""", session.ModelMetadata.CustomMetadataMap["transfer.classes"]);
        Assert.Equal(before, File.ReadAllBytes(trained.ModelPath));

        var said = new SaidSentences();
        var again = RunEvaluation.Run(new EvaluateOptions { Run = trained.Run.Path, Split = "validation" }, said);
        Assert.Equal(trained.Validation.Metrics, again.Plain.Metrics);
        Assert.Matches("^Moved: 2 images lie elsewhere in '.*' by now \\('cats/(....).png as tabby_cats/\\1.png', .*\\)\\. "
            + "Class and split are those of the run\\.$", said.Beginning("Moved"));
    }

    [Fact]
    public void An_export_needs_the_run_folder_alone()
    {
        _runs.Draw("blue", 0, 0, 8);
        _runs.Draw("red", 1, 0, 8);
        var head = _runs.Train("head");
        var tuned = FineTuning.Run(_runs.Tuning("head", "tuned"));
        var scratch = TransferLearning.Train(_runs.Options("scratch") with
        {
            FromScratch = ScratchNetwork.Backbone,
            Trainer = new TrainerOptions { Epochs = 1 },
        });
        Directory.Delete(_runs.Data, recursive: true);
        Directory.Delete(_runs.Folder.File("cache"), recursive: true);
        foreach (var run in new[] { head.Run, tuned.Run, scratch.Run })
        {
            var before = File.ReadAllBytes(run.ModelPath);
            File.Delete(run.ModelPath);
            Assert.Equal(before, File.ReadAllBytes(TransferLearning.Export(new ExportOptions { Run = run.Path })));
        }

        // Not even the network's file: the exported one has it.
        File.Delete(_runs.Folder.File("tiny.onnx"));
        foreach (var run in new[] { head.Run, tuned.Run, scratch.Run })
        {
            var again = TransferLearning.Export(new ExportOptions { Run = run.Path, Output = _runs.Folder.File("again.onnx") });
            Assert.Equal(File.ReadAllBytes(run.ModelPath), File.ReadAllBytes(again));
        }

        Assert.False(Directory.Exists(_runs.Folder.File("cache")));
        TinyModels.Create(opset: 16).Save(_runs.Folder);
        Assert.Contains($"'{_runs.Folder.File("tiny.onnx")}' has changed since '{head.Run.Path}' was trained with it",
            Assert.Throws<InvalidDataException>(() => TransferLearning.Export(new ExportOptions { Run = head.Run.Path })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Images_that_come_and_go_do_not_draw_the_split_anew()
    {
        _runs.Draw("blue", 0, 0, 20);
        _runs.Draw("red", 1, 0, 20);
        var start = _runs.Train("start");
        var (train, validation) = (TrainedRuns.Names(start.Run, "train").ToList(), TrainedRuns.Names(start.Run, "validation").ToList());
        Assert.Equal((32, 8), (train.Count, validation.Count));
        _runs.Draw("blue", 0, 100, 3);
        _runs.Draw("red", 1, 100, 2);
        File.Delete(Path.Combine(_runs.Data, train[0]));
        File.Delete(Path.Combine(_runs.Data, train[^1]));
        File.WriteAllBytes(Path.Combine(_runs.Data, validation[1]), DrawnImages.Png(0, 500, 48));

        var said = new SaidSentences();
        var tuned = FineTuning.Run(_runs.Tuning("start", "tuned"), said);
        Assert.Equal(validation.Except([validation[1]]), TrainedRuns.Validated(tuned.Run));
        Assert.Equal(30, tuned.Run.ReadRecord().Samples["train"]);
        Assert.Equal($"Gone: 2 images are not in '{_runs.Data}' any more ('{train[0]}', '{train[^1]}'), and are left out.",
            said.Beginning("Gone"));
        Assert.Equal($"Changed: 1 image has other bytes than when the run was trained ('{validation[1]}'), and is left out.",
            said.Beginning("Changed"));
        Assert.Equal("New: 5 images were not there when the run was trained ('blue/0100.png', 'blue/0101.png', 'blue/0102.png' "
            + "and 2 more), and are left out.", said.Beginning("New"));
        // What trained the head still counts as that.
        Assert.Equal(train, TrainedRuns.Names(tuned.Run, "train"));
    }

    [Fact]
    public void Who_evaluates_without_images_that_are_gone_or_changed_learns_it_from_the_exit_code()
    {
        _runs.Draw("blue", 0, 0, 20);
        _runs.Draw("red", 1, 0, 20);
        var run = _runs.Train("start").Run;
        var validation = TrainedRuns.Names(run, "validation").ToList();
        string[] command = ["evaluate", run.Path, "--split", "validation"];
        Assert.Equal(0, TransferCommand.Run(command).Code);
        File.Delete(Path.Combine(_runs.Data, validation[0]));
        File.WriteAllBytes(Path.Combine(_runs.Data, validation[1]), DrawnImages.Png(0, 500, 48));
        Assert.Equal(3, TransferCommand.Run(command).Code);
        Assert.Equal(2, RunEvaluation.Run(new EvaluateOptions { Run = run.Path, Split = "validation" }).Missing);
    }

    [Fact]
    public void Two_images_that_change_their_names_keep_class_and_split()
    {
        _runs.Draw("blue", 0, 0, 6);
        _runs.Draw("red", 1, 0, 6);
        var trained = _runs.Train();
        var (first, second) = (TrainedRuns.Names(trained.Run, "validation").First(), TrainedRuns.Names(trained.Run, "train").Last());
        var (a, b) = (Path.Combine(_runs.Data, first), Path.Combine(_runs.Data, second));
        File.Move(a, a + ".away");
        File.Move(b, a);
        File.Move(a + ".away", b);

        var said = new SaidSentences();
        var again = RunEvaluation.Run(new EvaluateOptions { Run = trained.Run.Path, Split = "validation" }, said);
        Assert.Equal(trained.Validation.Metrics, again.Plain.Metrics);
        Assert.Contains($"('{first} as {second}')", said.Beginning("Moved: 1 image lies elsewhere"), StringComparison.Ordinal);
        Assert.Equal(File.ReadAllText(trained.Run.PredictionsPath("validation")), File.ReadAllText(again.PredictionsPath));
    }

    [Fact]
    public void Targets_of_a_table_are_those_of_training_whatever_the_table_says_later()
    {
        _runs.Draw("all", 0, 0, 20);
        var table = _runs.Folder.Write("values.csv", "path,weight\n"u8);
        var names = Enumerable.Range(0, 20).Select(i => $"all/{i:D4}.png").ToList();
        File.AppendAllLines(table, names.Select((name, i) => $"{name},{i}"));
        var trained = TransferLearning.Train(_runs.Options("run") with { Targets = table });
        Assert.Equal(20, TrainedRuns.Samples(trained.Run).Count);
        Assert.Equal([17f], TrainedRuns.Samples(trained.Run).Single(s => s.Path == names[17]).Targets);
        Assert.Equal(
            $"'{table}' has no test images. Give it rows with 'test' in a column 'split', or evaluate the validation split.",
            Assert.Throws<InvalidDataException>(() => RunEvaluation.Run(new EvaluateOptions { Run = trained.Run.Path })).Message);
        File.WriteAllText(table, "path,weight\n");
        // An image that no table named is not one that has come since.
        _runs.Draw("all", 0, 50, 1);

        var said = new SaidSentences();
        var again = RunEvaluation.Run(new EvaluateOptions { Run = trained.Run.Path, Split = "validation" }, said);
        Assert.Equal(trained.Validation.Metrics, again.Plain.Metrics);
        Assert.Contains($"the table '{table}' is not there, or not as it was", said.Beginning("Changed"), StringComparison.Ordinal);
        Assert.False(said.Any("New"));
    }

    [Fact]
    public void A_strict_run_allows_no_difference()
    {
        _runs.Draw("blue", 0, 0, 6);
        _runs.Draw("red", 1, 0, 6);
        TransferLearning.Train(_runs.Options("strict") with { Strict = true });
        _runs.Draw("red", 1, 100, 1);
        Assert.Contains("a strict run allows no difference",
            Assert.Throws<InvalidDataException>(() => FineTuning.Run(_runs.Tuning("strict", "tuned"))).Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_runs.Folder.File("tuned")));
    }

    [Fact]
    public void Measuring_validation_again_leaves_what_training_wrote()
    {
        _runs.Draw("blue", 0, 0, 10);
        _runs.Draw("red", 1, 0, 10);
        var trained = _runs.Train();
        var before = trained.Run.ReadEvaluation();
        var predictions = File.ReadAllBytes(trained.Run.PredictionsPath("validation"));
        File.Delete(Path.Combine(_runs.Data, TrainedRuns.Names(trained.Run, "validation").First()));

        var (code, output, error) = TransferCommand.Run("evaluate", trained.Run.Path, "--split", "validation");
        Assert.Equal((3, ""), (code, error));
        var after = trained.Run.ReadEvaluation();
        Assert.Equal((4, 3), (after["validation"].Count, after["validation-again"].Count));
        Assert.Equal(before["validation"].Metrics, after["validation"].Metrics);
        Assert.Equal(before["validation-adjusted"].Metrics, after["validation-adjusted"].Metrics);
        Assert.Equal(predictions, File.ReadAllBytes(trained.Run.PredictionsPath("validation")));
        Assert.Contains($"Predictions: {trained.Run.PredictionsPath("validation-again")}", output, StringComparison.Ordinal);
        Assert.Equal(0, TransferCommand.Run("report", trained.Run.Path).Code);
        Assert.Contains("validation, measured again", File.ReadAllText(trained.Run.ReportPath), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_of_the_version_before_is_refused_with_what_to_do()
    {
        _runs.Draw("blue", 0, 0, 4);
        _runs.Draw("red", 1, 0, 4);
        var run = _runs.Train().Run;
        File.WriteAllText(run.RecordPath,
            File.ReadAllText(run.RecordPath).Replace("\"formatVersion\": 4", "\"formatVersion\": 3", StringComparison.Ordinal));
        string[][] commands =
        [
            ["export", run.Path], ["evaluate", run.Path], ["report", run.Path], ["compare", run.Path, run.Path],
            ["finetune", run.Path, "--unfreeze", "conv2"], ["train", "--resume", run.Path],
        ];
        Assert.All(commands, command =>
        {
            var (code, _, error) = TransferCommand.Run(command);
            Assert.Equal(1, code);
            Assert.Contains($"'{run.RecordPath}' has format 3; expected 4. Runs of that version have no list of their images", error,
                StringComparison.Ordinal);
            Assert.Contains("Train again with the options in that file, into another run folder (--run)", error, StringComparison.Ordinal);
        });
    }
}
