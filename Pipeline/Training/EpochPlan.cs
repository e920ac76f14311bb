namespace Transfer.Pipeline.Training;

/// <summary>How many epochs a training has: a number, or as many as go on getting better.</summary>
/// <param name="Least">Patience does not end the training before this many.</param>
/// <param name="Most">The training ends after this many.</param>
/// <param name="Patience">The number of epochs without a better one after which the training ends; 0 for no such end.</param>
/// <param name="IsOpen">Whether the training goes on as long as patience allows.</param>
internal sealed record EpochPlan(int Least, int Most, int Patience, bool IsOpen = false)
{
    /// <summary>The number of epochs where it is automatic and an epoch is expensive, and the least where epochs are cheap.</summary>
    public const int Usual = 30;

    /// <summary>The most epochs where the number is automatic.</summary>
    public const int AutoMost = 300;

    /// <summary>The patience where the number of epochs is automatic and no patience is given.</summary>
    public const int AutoPatience = 10;

    /// <summary>The plan of a training.</summary>
    /// <param name="usual">The number of epochs where it is automatic and cannot be extended.</param>
    /// <param name="isCheap">Whether an epoch costs so little that an automatic number of them can be extended.</param>
    public static EpochPlan Of(ParsedTrainerOptions options, int usual, bool isCheap) => options.Given switch
    {
        { Epochs: { } number, Patience: var patience } => new EpochPlan(0, number, patience),
        // Some schedules need the number of epochs in advance.
        { Patience: var patience } when !isCheap || RateSchedules.NeedsEpochs(options.Schedule) => new EpochPlan(0, usual, patience),
        { Patience: > 0 and var patience } => new EpochPlan(0, AutoMost, patience, IsOpen: true),
        _ => new EpochPlan(usual, AutoMost, AutoPatience, IsOpen: true),
    };

    /// <summary>Whether the last epochs were no better for as many as patience allows.</summary>
    /// <param name="count">The number of epochs so far.</param>
    /// <param name="best">The number of the best of them, from 1; anything for none.</param>
    public bool IsOutOfPatience(int count, int best) => Patience > 0 && count > 0 && count >= Least && count - best >= Patience;

    /// <inheritdoc cref="IsOutOfPatience"/>
    /// <summary>Whether no epoch is left.</summary>
    public bool IsOver(int count, int best) => count >= Most || IsOutOfPatience(count, best);

    /// <summary>The number of epochs that there will be when no better one comes.</summary>
    /// <param name="best">The number of the best epoch so far, from 1.</param>
    public int Expected(int best) => IsOpen ? Math.Min(Most, Math.Max(Least, best + Patience)) : Most;
}
