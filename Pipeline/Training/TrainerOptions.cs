namespace Transfer.Pipeline.Training;

/// <summary>Options of a <see cref="Trainer"/>.</summary>
public sealed record TrainerOptions
{
    internal const string RmsProp = "rmsprop";

    /// <summary>
    /// Passes over the training data, at least 1. Null, the default, is automatic: 30, or 10 where a network is fine-tuned. A run that
    /// trains a head on cached features or a table goes on from there to at most 300, until 10 epochs brought less than 0.2 % of what the
    /// best validation loss has fallen by since the first; with a <see cref="Patience"/>, that decides. Not with the schedule
    /// <c>cosine</c>, which needs the number.
    /// </summary>
    public int? Epochs { get; init; }

    /// <summary>Samples per step, at least 1. Default 20.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>
    /// Name and settings of the optimizer, one of <see cref="Optimizers.Table"/>, such as <c>sgd:momentum=0.9:nesterov</c>. Default
    /// <c>rmsprop</c>.
    /// </summary>
    public string Optimizer { get; init; } = RmsProp;

    /// <summary>
    /// The learning rate, above 0. Null, the default, is 2e-4 for RMSprop, which suits scaled features of every backbone, and Keras'
    /// default for other optimizers.
    /// </summary>
    public double? LearningRate { get; init; }

    /// <summary>Whether a <see cref="RateFinder"/> chooses the learning rate before training. Default false.</summary>
    public bool FindLearningRate { get; init; }

    /// <summary>
    /// The schedule of the learning rate after the warm-up, one of <see cref="RateSchedules.Table"/>, such as
    /// <c>reduce_on_plateau:patience=5</c>. Default <c>constant</c>.
    /// </summary>
    public string Schedule { get; init; } = "constant";

    /// <summary>Epochs, also parts of one, over which the learning rate rises from 0; 0 or more. Default 0.</summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>
    /// Decoupled weight decay (Loshchilov and Hutter, ICLR 2019; Keras' <c>weight_decay</c>): each step shrinks kernels by this times the
    /// learning rate; biases and scales stay as they are. 0 or more. Null, the default, is the optimizer's: 0.004 for <c>adamw</c>, 0 for
    /// the others. <see cref="TransferLearning.Train"/> takes 3 for a head with layers on a frozen base, with RMSprop at its own rate.
    /// </summary>
    public double? WeightDecay { get; init; }

    /// <summary>The greatest norm of the gradient of all weights (Keras' <c>global_clipnorm</c>); 0 for no limit. Default 0.</summary>
    public double ClipNorm { get; init; }

    /// <summary>The value that decides which epoch is the best. Default <see cref="MonitoredValue.ValidationLoss"/>.</summary>
    public MonitoredValue Monitor { get; init; }

    /// <summary>
    /// Stops after this many epochs without a better one (Keras' <c>EarlyStopping</c>); 0 never does, except as <see cref="Epochs"/> says.
    /// Default 0.
    /// </summary>
    public int Patience { get; init; }

    /// <summary>
    /// The number of epochs between two checkpoints, from which a run can be resumed; at least 1. Null, the default, is 1, or as many as
    /// keep the cost below a twentieth of the time.
    /// </summary>
    public int? CheckpointEvery { get; init; }

    /// <summary>Decides the order of the samples, what dropout drops and, in a run, the initial weights. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>The learning rate unless one is to be found.</summary>
    internal double Rate => ParsedTrainerOptions.Of(this).LearningRate;

    /// <summary>The weight decay.</summary>
    internal double Decay => ParsedTrainerOptions.Of(this).WeightDecay;

    /// <summary>Finds every fault of these options.</summary>
    public IEnumerable<string> Validate()
    {
        if (Epochs < 1)
        {
            yield return $"The number of epochs is {Epochs}; expected 1 or more.";
        }

        if (BatchSize < 1)
        {
            yield return $"The batch size is {BatchSize}; expected 1 or more.";
        }

        foreach (var fault in new[] { Optimizers.Table.Fault(Optimizer), RateSchedules.Table.Fault(Schedule) }.OfType<string>())
        {
            yield return fault;
        }

        if (LearningRate is { } given && FindLearningRate)
        {
            yield return $"The learning rate is to be found, and is given as {given}; expected one of the two.";
        }

        if (LearningRate is not (null or (> 0 and < double.PositiveInfinity)))
        {
            yield return $"The learning rate is {LearningRate}; expected a number above 0, such as 1e-4.";
        }

        if (WarmUpEpochs is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"The warm-up is {WarmUpEpochs} epochs; expected 0 or more, such as 1 or 0.5.";
        }

        if (WeightDecay is not (null or (>= 0 and < double.PositiveInfinity)))
        {
            yield return $"The weight decay is {WeightDecay}; expected 0 or more, such as 1e-4.";
        }

        if (ClipNorm is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"The gradient's greatest length is {ClipNorm}; expected 0 (no limit) or more, such as 1.";
        }

        if (CheckpointEvery < 1)
        {
            yield return $"A checkpoint is to be written every {CheckpointEvery} epochs; expected 1 or more.";
        }

        if (Patience < 0)
        {
            yield return $"The patience is {Patience} epochs; expected 0 (never stop early) or more, such as 5.";
        }
    }
}
