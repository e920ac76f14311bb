using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Tuning;

public sealed class RefinementTests : IDisposable
{
    private const int Size = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_fine_tuning_gains_is_chosen_and_trained_as_a_fine_tuned_run()
    {
        var result = TransferLearning.Tune(PoorHead());
        var chosen = result.Chosen;
        Assert.Equal(("conv2", 0.01), (chosen.Configuration.Unfreeze, chosen.Configuration.LearningRate));
        var frozen = result.Finalists.Single(f => f.Configuration == chosen.Configuration.Plain);
        Assert.True(chosen.CanBeChosen);
        Assert.Equal(chosen.Accuracy - frozen.Accuracy, chosen.Gain!.Value, 1e-9);
        Assert.Equal((chosen.Milliseconds, chosen.Megabytes), (frozen.Milliseconds, frozen.Megabytes));
        Assert.StartsWith("Fine-tuning from conv2 at 1e-2: +", Assert.Single(result.Gains), StringComparison.Ordinal);
        // The rate that moves nothing was left out after the first folds.
        Assert.Equal(1e-9, Assert.Single(result.LeftOut, f => f.Configuration.Unfreeze is not null).Configuration.LearningRate);
        var record = RunFolder.Open(result.RunPath!).ReadRecord();
        Assert.Equal(("conv2", 0.01, 4), (record.FineTune!.Unfreeze, record.Options.Trainer.LearningRate, record.Options.Trainer.Epochs));
        Assert.InRange(result.HeldOut, 0.9, 1);
        Assert.IsType<FineTuneResult>(result.Run);
    }

    [Fact]
    public void What_gains_nothing_is_measured_and_left_alone()
    {
        var said = new SaidSentences();
        var result = TransferLearning.Tune(
            Options() with { Unfreeze = ["conv2", "konv9"], LearningRates = [1e-9], FineTuneEpochs = 1, TestViews = [0, 1, 2] }, said);
        Assert.Equal(0, result.Chosen.Configuration.TestViews);
        Assert.Null(result.Chosen.Configuration.Unfreeze);
        var refined = result.Finalists.Where(f => f.Gain is not null).ToList();
        Assert.Equal(2, refined.Count);
        Assert.All(refined, f => Assert.Equal((false, false, 4), (f.CanBeChosen, f.IsOnFront, f.Folds)));
        Assert.Equal(0, refined.Single(f => f.Configuration.Unfreeze is not null).Gain!.Value);
        var views = refined.Single(f => f.Configuration.TestViews > 0);
        Assert.Equal(result.Chosen.Milliseconds * (1 + views.Configuration.TestViews), views.Milliseconds, 1e-9);
        Assert.StartsWith(
            "Not fine-tuned: tiny from 'konv9' on: 'tiny' has no layer, node or tensor 'konv9'.", said.Beginning("Not fine-tuned: "),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Heads_of_views_are_fine_tuned_on_views_and_averaged_over_others()
    {
        var options = PoorHead() with { Views = [2], TestViews = [3], LearningRates = [0.01] };
        var result = TransferLearning.Tune(options);
        Assert.All(result.Finalists, f => Assert.Equal(2, f.Configuration.Views));
        var images = TransferLearning.Tune(options with { Views = [0], Output = _folder.File("images") });
        foreach (var of in new Func<TuneConfiguration, bool>[] { c => c.Unfreeze is not null, c => c.TestViews == 3 })
        {
            Assert.NotEqual(
                images.Finalists.Single(f => of(f.Configuration)).Loss, result.Finalists.Single(f => of(f.Configuration)).Loss);
        }

        Assert.Equal(2, RunFolder.Open(result.RunPath!).ReadRecord().Options.Views.Cached);
    }

    [Fact]
    public void A_head_without_refinement_is_what_epoch_0_and_no_views_have()
    {
        var options = Options() with { Unfreeze = ["conv2"], LearningRates = [1e-9], FineTuneEpochs = 1 };
        var result = TransferLearning.Tune(options);
        var tuned = result.Finalists.Single(f => f.Configuration.Unfreeze is not null);
        var frozen = result.Finalists.Single(f => f.Configuration == tuned.Configuration.Plain);
        // A step with a rate of 1e-9 moves outputs by less than rounding to half precision.
        Assert.Equal(frozen.Loss, tuned.Loss, 1e-4);
        Assert.Equal(frozen.Accuracy, tuned.Accuracy);
    }

    [Fact]
    public void A_stopped_fine_tuning_goes_on_to_the_same_end()
    {
        var options = PoorHead() with { Output = _folder.File("stopped") };
        using var cancellation = new CancellationTokenSource();
        var progress = new Heard(update =>
        {
            if (update.Total > 0 && update.Text.Contains("fine-tuned", StringComparison.Ordinal))
            {
                cancellation.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => TransferLearning.Tune(options, progress, cancellation: cancellation.Token));
        var known = Heads(options).Length;
        Assert.Equal(known + 1, Heads(options with { Output = TransferLearning.Tune(options).Folder }).Length);
        var (resumed, whole) = (TransferLearning.Tune(options), TransferLearning.Tune(PoorHead()));
        Assert.Equal(
            whole.Finalists.Select(f => (f.Configuration, f.Accuracy, f.Loss)),
            resumed.Finalists.Select(f => (f.Configuration, f.Accuracy, f.Loss)));
    }

    [Fact]
    public void A_fine_tuning_ends_when_the_time_is_up_and_what_is_known_decides()
    {
        var result = TransferLearning.Tune(PoorHead() with { Minutes = 1000, FineTuneEpochs = 100_000 }, time: new EarlyAlarm());
        Assert.True(result.IsCutShort);
        Assert.All(result.Finalists, f => Assert.Null(f.Configuration.Unfreeze));
        Assert.Null(RunFolder.Open(result.RunPath!).ReadRecord().FineTune);
    }

    [Fact]
    public void Rates_without_layers_and_negative_views_are_faults()
    {
        Assert.Equal(
        [
            "Learning rates and epochs are those of fine-tuning, and nothing is to be unfrozen. Say what, such as last:20%.",
            "The number of test-time views is -1; expected 0 (none) to 1000.",
            "The learning rate is 0; expected a number above 0, such as 1e-4.",
        ], (Options() with { LearningRates = [0], TestViews = [-1] }).Validate());
    }

    private static string[] Heads(TuneOptions options) => Directory.GetFiles(Path.Combine(options.Output!, "heads"));

    /// <summary>A head that has learnt next to nothing, so that training it further is better.</summary>
    private TuneOptions PoorHead() => Options() with
    {
        Heads = ["dense:8,relu"],
        Trainer = new TrainerOptions { Epochs = 1, LearningRate = 1e-6 },
        Unfreeze = ["conv2"],
        LearningRates = [1e-9, 0.01],
        FineTuneEpochs = 4,
    };

    private TuneOptions Options()
    {
        var model = _folder.File("tiny.onnx");
        if (!File.Exists(model))
        {
            DrawnImages.Folder(_folder, perClass: 15, Size, split: true);
            TinyModels.Create(size: Size, batch: "N").Save(_folder);
            BackboneFiles.Add(model, new BackboneFacts { Preprocessing = "std=255" });
        }

        return new TuneOptions
        {
            Data = _folder.File("data"),
            Models = [model],
            ImageSizes = [Size],
            Poolings = [Pooling.Average],
            Heads = ["linear"],
            WeightDecays = [0],
            Folds = 2,
            Features = new FeatureOptions { Cache = _folder.File("cache") },
            Output = _folder.File("tuned"),
        };
    }

    /// <summary>A clock whose timers ring at once.</summary>
    private sealed class EarlyAlarm : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }

    private sealed class Heard(Action<ProgressUpdate> hear) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value) => hear(value);
    }
}
