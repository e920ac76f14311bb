using System.Globalization;
using System.Text.RegularExpressions;

namespace Transfer.Tests.Pipeline;

public sealed class TableFoldTests : IDisposable
{
    private readonly TableSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("dense:16,relu")]
    [InlineData("dense:16,tanh")]
    [InlineData("linear")]
    public void Folds_of_a_table_are_trained_and_written(string layers)
    {
        // The first head has a trainer of its own for folds, the second goes through the general one, the third is solved for.
        var options = _files.OfClasses("folds", 90, "low", "middle", "high") with
        {
            Head = new HeadOptions { Layers = layers },
            Folds = new FoldOptions { Folds = 3, Repeats = 2 },
        };
        var folds = TransferLearning.Train(options).Folds!;
        Assert.Equal(("accuracy", 6), (folds.Metric, folds.Scores.Count));
        Assert.All(folds.Scores, s => Assert.Equal((60, 30), (s.Train, s.Validation)));
        Assert.InRange(folds.Mean, 0.9, 1);
        Assert.Equal(folds.Scores, FoldResult.Read(RunFolder.Open(options.Run!)).Scores);
        Assert.Equal(folds.Scores, TransferLearning.Train(options with { Run = _files.Folder.File("again") }).Folds!.Scores);
        CheckPredictions(options.Run!, folds);
    }

    [Theory]
    [InlineData("dense:16,relu")]
    [InlineData("dense:16,tanh")]
    public void Folds_that_were_stopped_go_on_behind_those_that_are_done(string layers)
    {
        var options = _files.OfClasses("whole", 90, "a", "b") with
        {
            Head = new HeadOptions { Layers = layers },
            Trainer = new TrainerOptions { Epochs = 3 },
            Folds = new FoldOptions { Folds = 3, Repeats = 4 },
        };
        var whole = TransferLearning.Train(options).Folds!;
        using var source = new CancellationTokenSource();
        options = options with { Run = _files.Folder.File("stopped") };
        var stopped = Assert.Throws<TrainingInterruptedException>(() =>
            TransferLearning.Train(options, new StopAfterFolds(source, 4), cancellation: source.Token));
        Assert.Matches(@"^Stopped with \d+ of 12 folds saved. Resume the run '.*' to go on.$", stopped.Message);
        var partial = Path.Combine(stopped.RunFolder, "folds.partial");
        var lines = File.ReadAllLines(partial);
        Assert.InRange(lines.Length - 1, 4, 11);

        // As a kill in the middle of a line leaves it; an impossible score shows that it is not computed again.
        File.WriteAllText(partial, string.Join('\n', [lines[0], Regex.Replace(lines[1], ",[^,;]*;", ",0.125;"), lines[2][..7]]));
        var said = new List<string>();
        var resumed = TransferLearning.Resume(stopped.RunFolder, new TableSamples.Sentences(said)).Folds!;
        Assert.Contains("Folds: 1 of 12 were done before.", said);
        Assert.False(File.Exists(partial));
        Assert.Equal(0.125, Assert.Single(resumed.Scores, s => !whole.Scores.Contains(s)).Metric);
        Assert.Equal(whole.Scores.Count, resumed.Scores.Count);
        Assert.Contains("was trained to its end",
            Assert.Throws<InvalidDataException>(() => TransferLearning.Resume(stopped.RunFolder)).Message, StringComparison.Ordinal);
    }

    /// <summary>Each row once a repeat; the accuracy of each fold is that of its predictions.</summary>
    private static void CheckPredictions(string run, FoldResult folds)
    {
        var table = CsvTable.Read(Path.Combine(run, "predictions-folds.csv"));
        Assert.Equal(["repeat", "fold", "path", "target", "output:high", "output:low", "output:middle"], table.Columns);
        var outputs = table.Numbers([.. table.Columns.Skip(4)]).Chunk(3).ToArray();
        string[] names = ["high", "low", "middle"];
        var rows = table.Texts("repeat").Select((repeat, i) => (Key: $"{repeat},{table.Texts("fold")[i]}", Repeat: repeat,
            Row: table.Texts("path")[i], IsRight: names[Array.IndexOf(outputs[i], outputs[i].Max())] == table.Texts("target")[i])).ToList();
        Assert.All(rows.GroupBy(r => r.Repeat), repeat => Assert.Equal(90, repeat.Select(r => r.Row).Distinct().Count()));
        Assert.All(folds.Scores, score => Assert.Equal(
            score.Metric, rows.Where(r => r.Key == $"{score.Repeat},{score.Fold}").Average(r => r.IsRight ? 1.0 : 0), 1e-6));
    }

    [Fact]
    public void Scores_of_folds_that_belong_to_other_options_do_not_count()
    {
        var options = _files.OfClasses("other", 60, "a", "b") with
        {
            Trainer = new TrainerOptions { Epochs = 2 },
            Folds = new FoldOptions { Folds = 3 },
        };
        var run = TransferLearning.Train(options).Run;
        File.Delete(run.FoldSummaryPath);
        File.WriteAllText(Path.Combine(run.Path, "folds.partial"), "something else\n1,1,40,20,1,0.5,0.125;\n");
        Assert.DoesNotContain(TransferLearning.Resume(run.Path).Folds!.Scores, s => s.Metric == 0.125);
    }

    [Fact]
    public void Scores_of_folds_that_are_damaged_are_refused_in_a_sentence()
    {
        var options = _files.OfClasses("damaged", 60, "a", "b") with
        {
            Trainer = new TrainerOptions { Epochs = 1 },
            Folds = new FoldOptions { Folds = 3, Repeats = 4 },
        };
        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(() =>
            TransferLearning.Train(options, new StopAfterFolds(source, 2), cancellation: source.Token));
        var partial = Path.Combine(stopped.RunFolder, "folds.partial");
        File.AppendAllText(partial, "1,zwei\n");
        Assert.Equal(
            $"'{partial}' is damaged ('1,zwei' has 2 fields; expected 7), so the folds cannot go on from it. "
            + "Delete it and resume again: they then begin anew.",
            Assert.Throws<InvalidDataException>(() => TransferLearning.Resume(stopped.RunFolder)).Message);
    }

    [Fact]
    public void Folds_of_values_are_measured_by_their_error()
    {
        var data = _files.Csv("values.csv", 90, (_, x) => (x[0] - x[1]).ToString(CultureInfo.InvariantCulture), "y");
        var folds = TransferLearning.Train(_files.Options(data, "values") with
        {
            Task = new TaskOptions { Kind = "regression" },
            Folds = new FoldOptions { Folds = 3, Repeats = 1 },
        }).Folds!;
        Assert.Equal(("mae", 3), (folds.Metric, folds.Scores.Count));
        // The values' mean distance from their own mean is above 2.
        Assert.InRange(folds.Mean, 0, 1);
    }

    private sealed class StopAfterFolds(CancellationTokenSource source, int folds) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value is { Stage: "Folds" } && value.Done >= folds)
            {
                source.Cancel();
            }
        }
    }
}
