namespace Transfer.Pipeline.Training;

/// <summary>Options of a <see cref="RateFinder"/>.</summary>
public sealed record RateFinderOptions
{
    /// <summary>The first rate, above 0. Default 1e-7.</summary>
    public double Lowest { get; init; } = 1e-7;

    /// <summary>The last rate, above the first. Default 10.</summary>
    public double Highest { get; init; } = 10;

    /// <summary>Steps from the first rate to the last, at least 20. Default 100.</summary>
    public int Steps { get; init; } = 100;

    /// <summary>The weight of the earlier losses in the smoothed loss, [0, 1). Default 0.9.</summary>
    public double Smoothing { get; init; } = 0.9;

    /// <summary>The search ends when the smoothed loss is this many times the smallest, above 1. Default 4.</summary>
    public double Divergence { get; init; } = 4;

    /// <summary>Samples per step, at least 1. Default 20.</summary>
    public int BatchSize { get; init; } = 20;

    /// <summary>The optimizer. Default <c>rmsprop</c>.</summary>
    public string Optimizer { get; init; } = "rmsprop";

    /// <summary>The weights with their shares of the rate; null, the default, for all of the module with the whole rate.</summary>
    internal IReadOnlyList<TrainedGroup>? Groups { get; init; }

    /// <summary>Decides the order of the samples and what dropout drops.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>Finds every fault of these options.</summary>
    public IEnumerable<string> Validate()
    {
        if (Lowest is not (> 0 and < double.PositiveInfinity))
        {
            yield return $"The lowest learning rate is {Lowest}; expected a number above 0, such as 1e-7.";
        }

        if (!(Highest > Lowest && double.IsFinite(Highest)))
        {
            yield return $"The highest learning rate is {Highest}; expected a number above the lowest, such as 10.";
        }

        if (Steps < 20)
        {
            yield return $"The learning-rate finder has {Steps} steps; expected 20 or more, such as 100.";
        }

        if (Smoothing is not (>= 0 and < 1))
        {
            yield return $"The smoothing of the loss is {Smoothing}; expected a share from 0 to below 1, such as 0.9.";
        }

        if (Divergence is not (> 1 and < double.PositiveInfinity))
        {
            yield return $"The loss at which the search ends is {Divergence} times the smallest; expected a number above 1, such as 4.";
        }

        if (BatchSize < 1)
        {
            yield return $"The batch size is {BatchSize}; expected 1 or more.";
        }

        if (Optimizers.Table.Fault(Optimizer) is { } fault)
        {
            yield return fault;
        }
    }
}
