using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Runs, data and shells in other places than at training.</summary>
public sealed class RunPlaceTests : IDisposable
{
    private readonly TrainedRuns _runs = new();

    public RunPlaceTests()
    {
        _runs.Draw("blue", 0, 0, 8);
        _runs.Draw("red", 1, 0, 8);
    }

    public void Dispose() => _runs.Dispose();

    [Fact]
    public void Paths_are_kept_absolute_and_relative_to_the_run()
    {
        var options = _runs.Options("runs/first");
        var here = Environment.CurrentDirectory;
        var run = TransferLearning.Train(options with
        {
            Data = Path.GetRelativePath(here, _runs.Data),
            Features = options.Features with { Model = Path.GetRelativePath(here, options.Features.Model!) },
        }).Run;
        using var json = JsonDocument.Parse(File.ReadAllText(run.RecordPath));
        var written = json.RootElement.GetProperty("options");
        Assert.Equal(_runs.Data, written.GetProperty("data").GetString());
        Assert.Equal(options.Features.Model, written.GetProperty("features").GetProperty("model").GetString());
        Assert.Equal("../../data", json.RootElement.GetProperty("relativePaths").GetProperty(_runs.Data).GetString());
    }

    [Fact]
    public void Data_and_runs_that_move_together_are_found_and_others_in_their_old_place_are_not_taken_for_them()
    {
        var trained = _runs.Train("project/run");
        // The data lie beside the project; all of it moves.
        var away = _runs.Folder.File("away", "x")[..^2];
        Directory.Move(_runs.Folder.File("project"), Path.Combine(away, "project"));
        Directory.Move(_runs.Data, Path.Combine(away, "data"));
        var run = Path.Combine(away, "project", "run");
        Assert.Equal(trained.Validation.Metrics, Evaluate(run).Plain.Metrics);

        _runs.Draw("blue", 0, 1000, 8);
        _runs.Draw("red", 1, 1000, 8);
        Assert.Equal(trained.Validation.Metrics, Evaluate(run).Plain.Metrics);
        var tuned = FineTuning.Run(_runs.Tuning("away/project/run", "tuned"));
        Assert.Equal(Path.Combine(away, "data"), tuned.Run.ReadRecord().Options.Data);
    }

    [Fact]
    public void Data_that_have_moved_alone_are_found_where_they_are_said_to_be()
    {
        var trained = _runs.Train();
        var moved = _runs.Folder.File("moved");
        Directory.Move(_runs.Data, moved);
        Assert.Contains($"There is no folder '{_runs.Data}', where the images of '{trained.Run.Path}' were. "
            + "Give the folder that has them now (--data).", Fails("evaluate", trained.Run.Path, "--split", "validation"),
            StringComparison.Ordinal);
        Assert.Contains("Give the folder that has them now (--data).", Fails("finetune", trained.Run.Path, "--unfreeze", "conv2"),
            StringComparison.Ordinal);

        Assert.Equal(0, TransferCommand.Run("report", trained.Run.Path).Code);
        Assert.Contains("None can be shown: There is no folder", File.ReadAllText(trained.Run.ReportPath), StringComparison.Ordinal);

        Assert.Equal(trained.Validation.Metrics, Evaluate(trained.Run.Path, moved).Plain.Metrics);
        Assert.Equal(TrainedRuns.Validated(trained.Run),
            TrainedRuns.Validated(FineTuning.Run(_runs.Tuning("run", "tuned") with { Data = moved }).Run));
        Assert.Equal(0, TransferCommand.Run("report", trained.Run.Path, "--data", moved).Code);
        Assert.Contains("<h3>Least sure</h3>", File.ReadAllText(trained.Run.ReportPath), StringComparison.Ordinal);

        // Other images, in whatever folder, are not the run's.
        _runs.Draw("blue", 0, 2000, 8);
        _runs.Draw("red", 1, 2000, 8);
        Assert.Contains($"'{_runs.Data}' has none of the 4 images that '{trained.Run.Path}' was trained with",
            Fails("evaluate", trained.Run.Path, "--split", "validation"), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_runs_with_other_images_of_the_same_names_are_not_compared()
    {
        var first = _runs.Train("first").Run;
        Directory.Delete(_runs.Data, recursive: true);
        _runs.Draw("blue", 1, 0, 8);
        _runs.Draw("red", 0, 0, 8);
        var second = _runs.Train("second").Run;
        Assert.Contains("4 validation images of the runs have the same name and different content",
            Fails("compare", first.Path, second.Path), StringComparison.Ordinal);
    }

    private static EvaluateResult Evaluate(string run, string? data = null) =>
        RunEvaluation.Run(new EvaluateOptions { Run = run, Split = "validation", Data = data });

    private static string Fails(params string[] arguments)
    {
        var (code, _, error) = TransferCommand.Run(arguments);
        Assert.Equal(1, code);
        return error;
    }
}
