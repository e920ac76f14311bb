using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Images that are byte for byte the same, in several splits or with several labels.</summary>
public sealed class CopyTests : IDisposable
{
    private readonly TrainedRuns _runs = new();

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void Test_images_that_trained_the_model_are_counted_and_their_figures_are_marked()
    {
        foreach (var (label, name) in new[] { "blue", "red" }.Index())
        {
            _runs.Draw($"train/{name}", label, 0, 6);
            _runs.Draw($"validation/{name}", label, 20, 3);
            _runs.Draw($"test/{name}", label, 0, 4);
        }

        File.Copy(Path.Combine(_runs.Data, "validation", "red", "0020.png"), Path.Combine(_runs.Data, "test", "red", "copy.png"));
        var said = new SaidSentences();
        var trained = TransferLearning.Train(_runs.Options("run"), said);
        Assert.Equal("Warning: 8 test images are also training images, byte for byte ('test/blue/0000.png is train/blue/0000.png', "
            + "'test/blue/0001.png is train/blue/0001.png', 'test/blue/0002.png is train/blue/0002.png' and 5 more); figures on them are "
            + "too good.", said.Beginning("Warning: 8"));
        Assert.Equal("Warning: 1 test images are also validation images, byte for byte ('test/red/copy.png is validation/red/0020.png'); "
            + "the best epoch was chosen on them, so figures on them are too good.", said.Beginning("Warning: 1"));

        var (code, output, error) = TransferCommand.Run("evaluate", trained.Run.Path);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Warning: 8 test images are also training images", output, StringComparison.Ordinal);
        Assert.Contains("Too good: the model has seen 9 of these 9 samples in training.", output, StringComparison.Ordinal);
        Assert.Contains("The 9 test images have been opened once for this run, and the model has seen 9 of them in training or validation, "
            + "byte for byte: their figures are too good.", output, StringComparison.Ordinal);
        Assert.DoesNotContain("unbiased", output, StringComparison.Ordinal);

        using var json = JsonDocument.Parse(File.ReadAllText(trained.Run.EvaluationPath));
        Assert.All(["test", "test-adjusted"], key => Assert.Equal(9, json.RootElement.GetProperty(key).GetProperty("seen").GetInt32()));
        Assert.Equal(0, json.RootElement.GetProperty("validation").GetProperty("seen").GetInt32());
        Assert.Equal(9, Assert.Single(trained.Run.ReadOpenings()).Seen);
        var page = File.ReadAllText(RunReport.Write(trained.Run.Path));
        Assert.Contains("too good, 9 were seen in training", page, StringComparison.Ordinal);
        Assert.Contains("seen in training, too good", page, StringComparison.Ordinal);
        Assert.DoesNotContain("unbiased. Choose", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Copies_across_training_and_validation_mark_every_command_that_uses_both()
    {
        // A split by the seed keeps copies on one side; folders do not.
        _runs.Draw("train/blue", 0, 0, 10);
        _runs.Draw("train/red", 1, 0, 10);
        _runs.Draw("validation/blue", 0, 20, 3);
        _runs.Draw("validation/red", 1, 20, 1);
        foreach (var i in new[] { 0, 1 })
        {
            File.Copy(Path.Combine(_runs.Data, "train/red", $"{i:D4}.png"), Path.Combine(_runs.Data, "validation/red", $"copy{i}.png"));
        }

        var trained = _runs.Train("run");
        var seen = trained.Validation.Seen;
        Assert.Equal(2, seen);
        Assert.Contains($"Too good: the model has seen {seen} of these 6 samples in training.",
            TransferCommand.Run("evaluate", trained.Run.Path, "--split", "validation").Output, StringComparison.Ordinal);
        var tuned = FineTuning.Run(_runs.Tuning("run", "tuned"));
        Assert.Equal((seen, seen, seen), (tuned.Validation.Seen, tuned.Adjusted!.Seen, tuned.Frozen.Seen));
        var compared = TransferCommand.Run("compare", trained.Run.Path, tuned.Run.Path).Output;
        Assert.Equal(3, compared.Split($"the model has seen {seen} of these 6 samples").Length);
    }

    [Fact]
    public void A_file_under_two_labels_is_named()
    {
        _runs.Draw("blue", 0, 0, 6);
        _runs.Draw("red", 1, 0, 6);
        File.Copy(Path.Combine(_runs.Data, "red", "0000.png"), Path.Combine(_runs.Data, "blue", "again.png"));
        var said = new SaidSentences();
        var trained = TransferLearning.Train(_runs.Options("run"), said);
        var warning = said.Beginning("Warning: 1 images are there twice with different targets, byte for byte (");
        Assert.EndsWith("one of the two is wrong.", warning, StringComparison.Ordinal);
        Assert.Contains("red/0000.png as red", warning, StringComparison.Ordinal);
        Assert.Contains("are there twice with different targets",
            TransferCommand.Run("evaluate", trained.Run.Path, "--split", "validation").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Test_images_that_came_after_training_are_measured_and_compared_with_the_training_images()
    {
        _runs.Draw("train/blue", 0, 0, 6);
        _runs.Draw("train/red", 1, 0, 6);
        var trained = _runs.Train("run");
        _runs.Draw("test/blue", 0, 0, 1);
        _runs.Draw("test/red", 1, 50, 1);
        var result = RunEvaluation.Run(new EvaluateOptions { Run = trained.Run.Path });
        Assert.Equal((2, 1), (result.Plain.Count, result.Plain.Seen));
    }
}
