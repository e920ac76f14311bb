namespace Transfer.Pipeline;

/// <summary>The second half of a training: the upper layers of the base are trained, too, once there is a head.</summary>
internal sealed class UpperLayers(TrainOptions options, RunContext context)
{
    /// <summary>
    /// Where the head of the frozen base is often wrong, unfreezes the first of <see cref="Places"/> that costs little enough, and nothing
    /// elsewhere.
    /// </summary>
    public const string Auto = "auto";

    /// <summary>What is proposed where nobody has measured the cost.</summary>
    public const string Usual = "last:90%";

    /// <summary>A head with a higher accuracy leaves little to gain (docs/measurements.md).</summary>
    public const double GoodAccuracy = 0.9;

    /// <summary>With fewer validation images, chance decides which epoch is the best.</summary>
    public const int FewestImages = 50;

    // About a second of two cores for 30 images, forwards and backwards.
    private const long MostMultiplyAdds = 600_000_000;

    private static readonly string[] Places = ["all", Usual, "last:50%", "last:20%"];

    /// <summary>Refuses what cannot be unfrozen, or has no place, before a head is trained.</summary>
    public void Check()
    {
        if (options.Run is { } run)
        {
            RunInProgress.Check(options with { Run = FrozenRun.Beside(run) });
        }

        if (options.IsUnfrozen)
        {
            FineTuning.Check(options.Features, options.Unfreeze!);
        }
    }

    /// <summary>Fine-tunes what was trained, where the options say so or the head is often wrong.</summary>
    /// <returns>The result of the run that took the place of the head's; that of the head where nothing is unfrozen.</returns>
    public TrainResult After(TrainResult head)
    {
        if (PlaceFor(head) is not { } place)
        {
            FrozenRun.DiscardBeside(head.Run.Path);
            return head;
        }

        context.In(Stages.FineTuning).Say(
            $"Frozen base: run folder '{head.Run.Path}', validation {head.Validation.Metrics[0].Name} {head.Validation}. "
            + (options.Unfreeze == Auto ? "That is often wrong, and training more of the network may help; it is kept where that does not. "
                : "") + $"Now unfrozen: '{place}'.");
        var tuning = new FineTuneOptions
        {
            From = head.Run.Path,
            Unfreeze = place,
            // What was chosen for a head does not suit a network; batches and the seed do.
            Trainer = FineTuneOptions.UsualTrainer with
            {
                BatchSize = options.Trainer.BatchSize,
                Seed = options.Trainer.Seed,
                Monitor = options.Trainer.Monitor,
                CheckpointEvery = options.Trainer.CheckpointEvery,
            },
            ClassWeight = options.ClassWeight,
            Mixing = options.Mixing,
            Device = options.Features.Device,
            Logs = options.Logs,
            Overwrite = options.Overwrite,
        };
        return InPlaceOf(head, tuning, context);
    }

    /// <summary>Fine-tunes a head's network beside its run, whose place it takes.</summary>
    /// <exception cref="TrainingInterruptedException">It was cancelled; the run of the head can be resumed, and is whole.</exception>
    public static FineTuneResult InPlaceOf(TrainResult head, FineTuneOptions options, RunContext context)
    {
        var beside = options with { Run = FrozenRun.Beside(options.From) };
        var tuned = Finished(options.From, () => FineTuning.Run(beside, context.Progress, context.Time, context.Cancellation));
        return tuned with { Excluded = head.Excluded, Extracted = head.Extracted + tuned.Extracted };
    }

    /// <summary>Goes on with the fine-tuning of a run's network that was broken off.</summary>
    /// <returns>Null where there is nothing to go on with, or it had only to take its place.</returns>
    public static FineTuneResult? GoOn(string run, RunContext context)
    {
        if (FrozenRun.IsHalfNested(run))
        {
            FrozenRun.TakePlace(run);
        }
        else if (FrozenRun.ReadBeside(run) is { } tuned)
        {
            if (tuned.Receipt is null)
            {
                return Finished(run, () => FineTuning.Resume(FrozenRun.Beside(run), context.Progress, context.Cancellation));
            }

            FrozenRun.Nest(run);
        }

        return null;
    }

    private static FineTuneResult Finished(string head, Func<FineTuneResult> tune)
    {
        try
        {
            return tune() with { Run = FrozenRun.Nest(head) };
        }
        catch (TrainingInterruptedException exception)
        {
            throw new TrainingInterruptedException(head, exception.Epochs, exception);
        }
        catch (OperationCanceledException exception)
        {
            throw new TrainingInterruptedException(head, 0, exception);
        }
    }

    /// <summary>From where on the network is trained; null for nowhere.</summary>
    private string? PlaceFor(TrainResult head)
    {
        if (options.Unfreeze != Auto)
        {
            return options.Unfreeze;
        }

        return IsOftenWrong(head) ? AffordablePlace() : null;
    }

    /// <summary>
    /// The lowest place that can be trained at little cost; where none costs so little the highest that can be trained; null for none.
    /// </summary>
    private string? AffordablePlace()
    {
        var (highest, fault) = ((string?)null, "");
        foreach (var place in Places)
        {
            try
            {
                var cost = FineTuning.Check(options.Features, place);
                highest = place;
                if (cost <= MostMultiplyAdds)
                {
                    break;
                }
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                fault = exception.Message.TrimEnd('.');
            }
        }

        if (highest is null)
        {
            context.In(Stages.FineTuning).Say($"The frozen base is often wrong, and more of the network cannot be trained: {fault}.");
        }

        return highest;
    }

    /// <summary>Whether a head that was trained to its end has learnt something from a frozen base, and is often wrong.</summary>
    private bool IsOftenWrong(TrainResult head) => options is { FromScratch: ScratchNetwork.None, Folds.Any: false }
        && !File.Exists(options.Data) && !head.History.WasStillLearning
        && head.Validation is { Accuracy: { Total: >= FewestImages } accuracy, Baseline: { } baseline }
        && accuracy.Low > baseline.Accuracy && accuracy.Value < GoodAccuracy;
}
