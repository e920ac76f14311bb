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
    }
}
