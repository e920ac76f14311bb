namespace Transfer.Pipeline;

/// <summary>How a module is trained.</summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the training data, at least 1. Default 30.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Samples per step, at least 1. Default 20.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>RMSprop's learning rate, above 0. Default 2e-4, which suits scaled features of every backbone.</summary>
    public double LearningRate { get; init; } = 2e-4;

    /// <summary>How the learning rate goes after the warm-up. Default <see cref="LearningRateSchedule.Constant"/>.</summary>
    public LearningRateSchedule Schedule { get; init; }

    /// <summary>Epochs, also parts of one, over which the learning rate rises from 0; 0 or more. Default 0.</summary>
    public double WarmUpEpochs { get; init; }

    /// <summary>
    /// Decoupled weight decay (Loshchilov and Hutter, ICLR 2019; Keras' <c>weight_decay</c>): each step shrinks kernels by this times the
    /// learning rate; biases and scales are left alone. 0 or more. Default 0.
    /// </summary>
    public double WeightDecay { get; init; }

    /// <summary>The longest gradient, all weights together (Keras' <c>global_clipnorm</c>); 0 for no limit. Default 0.</summary>
    public double ClipNorm { get; init; }

    /// <summary>What decides which epoch is the best. Default <see cref="MonitoredValue.ValidationLoss"/>.</summary>
    public MonitoredValue Monitor { get; init; }

    /// <summary>Stops after this many epochs without a better one (Keras' <c>EarlyStopping</c>); 0 never does. Default 0.</summary>
    public int Patience { get; init; }

    /// <summary>Decides the order of the samples and what dropout drops.</summary>
    public long Seed { get; init; } = 1;

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

        if (LearningRate is not (> 0 and < double.PositiveInfinity))
        {
            yield return $"The learning rate is {LearningRate}; expected a number above 0, such as 1e-4.";
        }

        if (WarmUpEpochs is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"The warm-up is {WarmUpEpochs} epochs; expected 0 or more, such as 1 or 0.5.";
        }

        if (WeightDecay is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"The weight decay is {WeightDecay}; expected 0 or more, such as 1e-4.";
        }

        if (ClipNorm is not (>= 0 and < double.PositiveInfinity))
        {
            yield return $"The gradient's greatest length is {ClipNorm}; expected 0 (no limit) or more, such as 1.";
        }

        if (Patience < 0)
        {
            yield return $"The patience is {Patience} epochs; expected 0 (never stop early) or more, such as 5.";
        }
    }

    /// <summary>The share of the learning rate that a step has.</summary>
    /// <param name="step">From 0, over all epochs.</param>
    /// <param name="stepsPerEpoch">Steps of an epoch.</param>
    internal double RateShare(long step, int stepsPerEpoch)
    {
        var (warmUp, total) = (WarmUpEpochs * stepsPerEpoch, (double)Epochs * stepsPerEpoch);
        if (step < warmUp)
        {
            return (step + 1) / (warmUp + 1);
        }

        return Schedule == LearningRateSchedule.Constant ? 1 : 0.5 * (1 + Math.Cos(Math.PI * (step - warmUp) / Math.Max(1, total - warmUp)));
    }
}
