namespace Transfer.Pipeline.Tuning;

/// <summary>The result of a tournament.</summary>
public sealed record TuneResult
{
    /// <summary>The folder of the images.</summary>
    public required string Data { get; init; }

    /// <summary>The configurations that were measured on all folds, the most accurate first.</summary>
    public required IReadOnlyList<TunedConfiguration> Finalists { get; init; }

    /// <summary>The configurations that were left out on the way, the most accurate first.</summary>
    public required IReadOnlyList<TunedConfiguration> LeftOut { get; init; }

    /// <summary>The finalist that the objective asks for.</summary>
    public required TunedConfiguration Chosen { get; init; }

    /// <summary>What the chosen one is best at.</summary>
    public required TuneObjective Objective { get; init; }

    /// <summary>
    /// The accuracy of the chosen one for the validation images, which no choice has seen, with Wilson's interval: the mean of the heads of
    /// the first K folds, each trained on the other folds, with the epoch chosen on its own.
    /// </summary>
    public required double HeldOut { get; init; }

    /// <summary>The lower end of the 95 % interval.</summary>
    public required double HeldOutLow { get; init; }

    /// <summary>The upper end of the 95 % interval.</summary>
    public required double HeldOutHigh { get; init; }

    /// <summary>The number of validation images.</summary>
    public required int HeldOutImages { get; init; }

    /// <summary>The number of training images, which the folds share.</summary>
    public required int Images { get; init; }

    /// <summary>What to take, and what half the size or time would cost, in a line.</summary>
    public required string Advice { get; init; }

    /// <summary>
    /// What fine-tuning and test-time views bring to the chosen one, a sentence each; empty where neither was tried with its network.
    /// </summary>
    public required IReadOnlyList<string> Gains { get; init; }

    /// <summary>Whether the time was up before all configurations had been tried.</summary>
    public required bool IsCutShort { get; init; }

    /// <summary>The folder with <c>tune.html</c>, <c>tuning.json</c>, <c>tuning.csv</c> and <c>report-tuning.png</c>.</summary>
    public required string Folder { get; init; }

    /// <summary>The ordinary run of the chosen configuration.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public TrainResult? Run { get; init; }

    /// <summary>The folder of that run.</summary>
    public string? RunPath => Run?.Run.Path;
}
