using System.Globalization;

namespace Transfer.Tests.Pipeline;

public sealed class EpochPlanTests : IDisposable
{
    private readonly TableSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData(30, 20, true)]
    [InlineData(30, 21, false)]
    [InlineData(29, 1, false)]
    [InlineData(81, 71, true)]
    [InlineData(299, 295, false)]
    [InlineData(300, 300, true)]
    public void Auto_goes_on_until_ten_epochs_were_no_better(int count, int best, bool isOver) =>
        Assert.Equal(isOver, Plan(new TrainerOptions()).IsOver(Losses(count, best)));

    [Fact]
    public void Auto_ends_where_the_loss_falls_by_next_to_nothing()
    {
        // Classes that are told apart without an error: the loss falls by a tenth in every epoch, for ever.
        Epoch[] epochs = [.. Enumerable.Range(1, 300).Select(n => new Epoch(n, 0, 1, 0.5 * Math.Pow(0.9, n), 1, 1e-3))];
        var last = Enumerable.Range(1, 300).First(n => Plan(new TrainerOptions()).IsOver(new History(epochs[..n])));
        // From epoch 56 to 66 it falls from 0.0014 to 0.0005, by less than 0.2 % of its fall from 0.45.
        Assert.Equal(66, last);
        Assert.False(Plan(new TrainerOptions { Patience = 10 }).IsOver(new History(epochs[..299])));
    }

    [Fact]
    public void An_equal_accuracy_is_no_improvement()
    {
        // As Keras' EarlyStopping(monitor='val_accuracy', patience=3) stops: the second epoch has the best, the fourth the same.
        double[] accuracies = [0.5, 0.9, 0.8, 0.9, 0.9];
        var history = new History(
            [.. accuracies.Select((a, i) => new Epoch(i + 1, 0, 0, 1 - (0.1 * i), a, 1e-3))], MonitoredValue.ValidationMetric);
        var plan = Plan(new TrainerOptions { Epochs = 30, Patience = 3, Monitor = MonitoredValue.ValidationMetric });
        Assert.False(plan.IsOver(history with { Epochs = [.. history.Epochs.Take(4)] }));
        Assert.True(plan.IsOver(history));
        // Of equal epochs the weights of the one with the lowest loss are kept.
        Assert.Equal(5, history.Best.Number);
    }

    [Fact]
    public void A_number_stays_a_number_and_so_does_auto_where_epochs_are_expensive_or_the_schedule_needs_it()
    {
        Assert.Equal(new EpochPlan(0, 12, 0), Plan(new TrainerOptions { Epochs = 12 }));
        Assert.Equal(new EpochPlan(0, 12, 3), Plan(new TrainerOptions { Epochs = 12, Patience = 3 }));
        Assert.Equal(new EpochPlan(0, 30, 0), Plan(new TrainerOptions { Schedule = "cosine" }));
        Assert.Equal(new EpochPlan(0, 10, 0), EpochPlan.Of(ParsedTrainerOptions.Of(new TrainerOptions()), 10, isCheap: false));
        Assert.True(Plan(new TrainerOptions { Patience = 4 }).IsOver(Losses(9, 5)));
    }

    [Fact]
    public void Labels_that_need_a_hundred_epochs_get_them()
    {
        var thirty = Train("thirty", new TrainerOptions { Epochs = 30 }, new HeadOptions());
        var auto = Train("auto", new TrainerOptions(), new HeadOptions());
        Assert.InRange(thirty.Validation["accuracy"].Value, 0.5, 0.88);
        Assert.InRange(auto.Validation["accuracy"].Value, 0.95, 1);
        Assert.True(thirty.History.WasStillLearning);
        Assert.False(auto.History.WasStillLearning && auto.History.Epochs.Count < 300);
        var record = auto.Run.ReadRecord();
        Assert.Null(record.Options.Trainer.Epochs);
        Assert.Equal((auto.History.Epochs.Count, auto.History.Best.Number), (record.Epochs, record.BestEpoch));
        Assert.InRange(record.Epochs!.Value, 100, 300);
        // The epochs of both are the same as far as there are some.
        Assert.Equal(File.ReadAllLines(thirty.Run.HistoryPath), File.ReadAllLines(auto.Run.HistoryPath).Take(31));
    }

    [Fact]
    public void A_run_whose_best_epoch_is_early_is_that_of_thirty_epochs()
    {
        // Classes that nothing tells apart are soon known by heart, and get worse on other samples.
        var data = _files.Csv("chance.csv", 90, i => "abc"[new SeededRandom(6, i).Next(3)].ToString());
        var options = _files.Options(data, "auto") with { Trainer = new TrainerOptions { LearningRate = 0.01 } };
        var auto = TransferLearning.Train(options);
        var thirty = TransferLearning.Train(
            options with { Run = _files.Folder.File("thirty"), Trainer = options.Trainer with { Epochs = 30 } });
        Assert.InRange(auto.History.Best.Number, 1, 20);
        Assert.Equal(File.ReadAllBytes(thirty.Run.HistoryPath), File.ReadAllBytes(auto.Run.HistoryPath));
        Assert.Equal(File.ReadAllBytes(thirty.Run.ModelPath), File.ReadAllBytes(auto.Run.ModelPath));
    }

    [Fact]
    public void Each_fold_goes_on_as_long_as_it_gets_better()
    {
        var small = new HeadOptions { Layers = "dense:16,relu" };
        var folds = Train("folds", new TrainerOptions { BatchSize = 60 }, small, 3).Folds!;
        Assert.All(folds.Scores, score => Assert.InRange(score.BestEpoch, 31, 300));
        var again = Train("thirty", new TrainerOptions { BatchSize = 60, Epochs = 30 }, small, 3).Folds!;
        Assert.True(folds.Mean > again.Mean + 0.02, $"{folds.Mean} {again.Mean}");
    }

    [Fact]
    public void Values_are_resumed_to_the_bit_where_the_number_of_epochs_is_automatic()
    {
        var data = _files.Csv("values.csv", 60, (_, x) => (273.15 + x[0] - x[1]).ToString(CultureInfo.InvariantCulture), "y");
        var options = _files.Options(data, "whole") with
        {
            Task = new TaskOptions { Kind = "regression" },
            Trainer = new TrainerOptions { LearningRate = 3e-4, CheckpointEvery = 1 },
        };
        var whole = TransferLearning.Train(options);
        Assert.True(whole.History.Epochs.Count > 35);
        using var source = new CancellationTokenSource();
        var stopped = Assert.Throws<TrainingInterruptedException>(() => TransferLearning.Train(
            options with { Run = _files.Folder.File("stopped") }, new StopAfter(source, 33), cancellation: source.Token));
        var resumed = TransferLearning.Resume(stopped.RunFolder);
        Assert.Equal(File.ReadAllBytes(whole.Run.WeightsPath), File.ReadAllBytes(resumed.Run.WeightsPath));
        Assert.Equal(File.ReadAllText(whole.Run.HistoryPath), File.ReadAllText(resumed.Run.HistoryPath));
        Assert.Equal(File.ReadAllBytes(whole.ModelPath), File.ReadAllBytes(resumed.ModelPath));
    }

    private static EpochPlan Plan(TrainerOptions options) => EpochPlan.Of(ParsedTrainerOptions.Of(options), EpochPlan.Usual, isCheap: true);

    /// <summary>Epochs of which each is better than the one before, as far as the best.</summary>
    private static History Losses(int count, int best) =>
        new([.. Enumerable.Range(1, count).Select(n => new Epoch(n, 0, 0, n > best ? 9 : 4 - (0.01 * n), 0, 1e-3))]);

    private TrainResult Train(string run, TrainerOptions trainer, HeadOptions head, int folds = 0)
    {
        var data = _files.Csv("labels.csv", 300, (_, x) => string.Join('|',
            new[] { x[0] > x[1] ? "sea" : "", x[2] > x[3] ? "sand" : "", x[4] > x[5] ? "sky" : "" }.Where(l => l.Length > 0)), "what");
        return TransferLearning.Train(
            _files.Options(data, run) with { Trainer = trainer, Head = head, Folds = new FoldOptions { Folds = folds } });
    }

    private sealed class StopAfter(CancellationTokenSource source, int epochs) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value)
        {
            if (value.History?.Epochs.Count == epochs)
            {
                source.Cancel();
            }
        }
    }
}
