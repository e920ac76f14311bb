namespace Transfer.Pipeline.Training;

/// <summary>How many epochs a training has: a number, or as many as make it better.</summary>
/// <param name="Least">Patience does not end the training before this many.</param>
/// <param name="Most">The training ends after this many.</param>
/// <param name="Patience">The number of epochs without a better one after which the training ends; 0 for no such end.</param>
/// <param name="SmallestGain">
/// What the best validation loss has to fall by within the patience, as a share of its whole fall since the first epoch. Default 0: any
/// fall counts.
/// </param>
internal sealed record EpochPlan(int Least, int Most, int Patience, double SmallestGain = 0)
{
    /// <summary>The number of epochs where it is automatic and an epoch is expensive, and the least where epochs are cheap.</summary>
    public const int Usual = 30;

    /// <summary>The most epochs where the number is automatic.</summary>
    public const int AutoMost = 300;

    /// <summary>The patience where the number of epochs is automatic and no patience is given.</summary>
    public const int AutoPatience = 10;

    // The loss of classes that are told apart without an error falls for ever, by less and less.
    private const double AutoGain = 0.002;

    /// <summary>The plan of a training.</summary>
    /// <param name="usual">The number of epochs where it is automatic and cannot be extended.</param>
    /// <param name="isCheap">Whether an epoch costs so little that an automatic number of them can be extended.</param>
    public static EpochPlan Of(ParsedTrainerOptions options, int usual, bool isCheap) => options.Given switch
    {
        { Epochs: { } number, Patience: var patience } => new EpochPlan(0, number, patience),
        // Some schedules need the number of epochs in advance.
        { Patience: var patience } when !isCheap || RateSchedules.NeedsEpochs(options.Schedule) => new EpochPlan(0, usual, patience),
        { Patience: > 0 and var patience } => new EpochPlan(0, AutoMost, patience),
        _ => new EpochPlan(usual, AutoMost, AutoPatience, AutoGain),
    };

    /// <summary>Whether the last epochs were no better for as many as patience allows.</summary>
    public bool IsOutOfPatience(History history)
    {
        var (epochs, count) = (history.Epochs, history.Epochs.Count);
        if (Patience == 0 || count < Math.Max(Least, Patience + 1))
        {
            return false;
        }

        return history.LastImprovement <= count - Patience
            || (history.Monitor == MonitoredValue.ValidationLoss && epochs.Take(count - Patience).Min(e => e.ValidationLoss)
                - history.BestTrained.ValidationLoss
                    < SmallestGain * (epochs[0].ValidationLoss - history.BestTrained.ValidationLoss));
    }

    /// <summary>Whether no epoch is left.</summary>
    public bool IsOver(History history) => history.Epochs.Count >= Most || IsOutOfPatience(history);

    /// <summary>The number of epochs that there will be when no better one comes.</summary>
    public int Expected(History history) => IsOver(history) ? history.Epochs.Count
        : Patience > 0 && Most == AutoMost ? Math.Min(Most, Math.Max(Least, history.LastImprovement + Patience)) : Most;
}
