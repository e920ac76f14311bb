using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Test images are opened by <c>evaluate</c> and by nothing else.</summary>
public sealed class TestSetTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public TestSetTests()
    {
        _data = DrawnImages.Folder(_folder, 9, split: true);
        foreach (var (label, name) in new[] { "blue", "red" }.Index())
        {
            for (var i = 0; i < 4; i++)
            {
                File.WriteAllBytes(_folder.File("data", "test", name, $"{i}.png"), DrawnImages.Png(label, 100 + i, 48));
            }
        }

        TinyModels.Create().Save(_folder);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Training_leaves_them_closed_and_evaluation_opens_and_counts_them()
    {
        var trained = TransferLearning.Train(Options("run"));
        Assert.Equal(18, trained.Extracted);
        Assert.Equal(8, trained.Run.ReadRecord().Samples["test"]);
        Assert.False(File.Exists(trained.Run.PredictionsPath("test")));
        Assert.False(File.Exists(trained.Run.OpeningsPath));
        Assert.Equal(["validation", "validation-adjusted"], trained.Run.ReadEvaluation().Keys.Order());
        Assert.Equal(7, File.ReadLines(trained.Run.PredictionsPath("validation")).Count());

        var first = Evaluate("run");
        Assert.Equal((8, 1, 8), (first.Extracted, first.Opening!.Times, first.Plain.Count));
        Assert.Contains("opened once", first.Opening.ToString(), StringComparison.Ordinal);
        var second = Evaluate("run");
        Assert.Equal((0, 2, first.Opening.Sha256), (second.Extracted, second.Opening!.Times, second.Opening.Sha256));
        Assert.Contains("opened 2 times", second.Opening.ToString(), StringComparison.Ordinal);
        Assert.Equal("path,target,output:red", File.ReadLines(trained.Run.PredictionsPath("test")).First());
        Assert.StartsWith("test/blue/0.png,blue,", File.ReadLines(trained.Run.PredictionsPath("test")).Skip(1).First(),
            StringComparison.Ordinal);

        // What validation chose is used as it is.
        var evaluation = trained.Run.ReadEvaluation();
        Assert.Equal(first.Plain.Metrics, evaluation["test"].Metrics);
        Assert.Equal(evaluation["validation-adjusted"].Threshold, evaluation["test-adjusted"].Threshold);
        Assert.Equal(evaluation["validation-adjusted"].Calibration!.Temperature, first.Adjusted!.Calibration!.Temperature);

        // Another set is another secret.
        File.Delete(Path.Combine(_data, "test", "red", "3.png"));
        Assert.Equal((1, 7), (Evaluate("run").Opening!.Times, trained.Run.ReadOpenings()[^1].Images));
        Assert.Equal(2, trained.Run.ReadOpenings()[0].Times);
    }

    [Fact]
    public void Validation_can_be_measured_again_for_every_kind_of_run_and_is_not_counted()
    {
        var head = TransferLearning.Train(Options("head"));
        var tuned = FineTuning.Run(new FineTuneOptions
        {
            From = head.Run.Path,
            Unfreeze = "conv2",
            Run = _folder.File("tuned"),
            Trainer = new TrainerOptions { Epochs = 1, LearningRate = 1e-3 },
        });
        var scratch = TransferLearning.Train(
            Options("scratch") with { FromScratch = ScratchNetwork.Backbone, Trainer = new TrainerOptions { Epochs = 1 } });
        Assert.All([head.Run, tuned.Run, scratch.Run], run =>
        {
            var (before, predictions) = (File.ReadAllText(run.EvaluationPath), File.ReadAllText(run.PredictionsPath("validation")));
            var result = Evaluate(Path.GetFileName(run.Path), "validation");
            Assert.Null(result.Opening);
            Assert.Equal(run.ReadEvaluation()["validation"].Metrics, result.Plain.Metrics);
            Assert.Equal(predictions, File.ReadAllText(run.PredictionsPath("validation")));
            Assert.Equal(predictions, File.ReadAllText(result.PredictionsPath));
            File.Delete(run.EvaluationPath);
            File.Delete(run.PredictionsPath("validation"));
            // What is lost is written again.
            Assert.Equal(run.PredictionsPath("validation"), Evaluate(Path.GetFileName(run.Path), "validation").PredictionsPath);
            Assert.Equal(predictions, File.ReadAllText(run.PredictionsPath("validation")));
            Assert.Contains(File.ReadAllText(run.EvaluationPath).Trim('{', '}', '\n', ' '), before, StringComparison.Ordinal);
            Assert.False(File.Exists(run.OpeningsPath));
        });
    }

    [Fact]
    public void Views_of_test_images_are_averaged_when_they_are_evaluated()
    {
        var trained = TransferLearning.Train(Options("run") with { TestViews = 2 });
        Assert.Equal(18 + (2 * 6), trained.Extracted);
        var result = Evaluate("run");
        Assert.Equal(8 * 3, result.Extracted);
        Assert.Equal([0, 1, 2], result.Views!.ByViews.Select(v => v.Views));
        Assert.Equal(["test", "test-adjusted", "test-tta", "validation", "validation-adjusted", "validation-tta"],
            trained.Run.ReadEvaluation().Keys.Order());
        Assert.Null(RunEvaluation.Run(new EvaluateOptions { Run = _folder.File("run"), TestViews = 0 }).Views);
        Assert.DoesNotContain("test-tta", trained.Run.ReadEvaluation().Keys);
    }

    [Fact]
    public void Evaluate_and_compare_say_what_a_person_needs()
    {
        TransferLearning.Train(Options("run"));
        TransferLearning.Train(Options("other") with { Trainer = new TrainerOptions { Epochs = 1, LearningRate = 1e-5, Seed = 2 } });
        var (code, output, error) = TransferCommand.Run("evaluate", _folder.File("run"));
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"Test accuracy: \d\.\d{3} \(.*\), \d of 8, 95 % interval\.", output);
        Assert.Matches(
            @"Fitted on the validation samples, measured on those of test: .*calibration error .*"
            + ", which maximises balanced accuracy, ", output);
        Assert.Matches(@"  auc  +\d\.\d{3} \(", output);
        Assert.Matches(@"(?m)^blue +4 +\d\.\d{3} ", output);
        Assert.Contains("The 8 test images have been opened once", output, StringComparison.Ordinal);

        (code, output, error) = TransferCommand.Run("compare", _folder.File("run"), _folder.File("other"));
        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"On the same 6 validation samples, .*\s+first       accuracy .*\s+second      accuracy .*", output);
        Assert.Matches(@"\s+difference  .* gained and .* lost, p = ", output);
        Assert.Contains("no difference", TransferCommand.Run("compare", _folder.File("run"), _folder.File("run")).Output,
            StringComparison.Ordinal);

        File.Delete(Path.Combine(_data, "validation", "red", "0000.png"));
        TransferLearning.Train(Options("fewer"));
        Fails("The runs have different validation samples (6 and 5, 5 in common)", "compare", _folder.File("run"), _folder.File("fewer"));
        Directory.Delete(Path.Combine(_data, "test"), recursive: true);
        Fails("has none of the 8 images that", "evaluate", _folder.File("run"));
        Fails("is not a run folder", "evaluate", _data);
        File.Delete(_folder.File("run", "evaluation.json"));
        var hint = $"(transfer evaluate {_folder.File("run")} --split validation)";
        Fails($"has no figures of its validation images. Evaluate its validation split {hint} first", "evaluate", _folder.File("run"));
        Fails("has nothing to report", "report", _folder.File("run"));
        File.Delete(_folder.File("run", "predictions-validation.csv"));
        Fails($"has no predictions-validation.csv. Evaluate the validation split {hint} of that run first", "compare",
            _folder.File("other"), _folder.File("run"));
    }

    private static void Fails(string sentence, params string[] args)
    {
        var (code, _, error) = TransferCommand.Run(args);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    private EvaluateResult Evaluate(string run, string split = "test") =>
        RunEvaluation.Run(new EvaluateOptions { Run = _folder.File(run), Split = split });

    private TrainOptions Options(string run) => new()
    {
        Data = _data,
        Run = Path.Combine(_folder.Path, run),
        Trainer = new TrainerOptions { Epochs = 3, LearningRate = 1e-3 },
        Features = new FeatureOptions { Model = _folder.File("tiny.onnx"), Preprocessing = "tf", Cache = _folder.File("cache") },
    };
}
