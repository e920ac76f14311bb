namespace Transfer.Pipeline.Tuning;

/// <summary>A configuration in a tournament, with the folds that it was measured on so far.</summary>
/// <param name="configuration">What is measured.</param>
/// <param name="basis">Its features.</param>
/// <param name="key">The hash of everything that its outcomes depend on.</param>
internal sealed class Contestant(TuneConfiguration configuration, TuneBase basis, string key)
{
    public TuneConfiguration Configuration => configuration;

    public TuneBase Base => basis;

    public string Key => key;

    /// <summary>The network at an image size and a cut, of which the best configuration stays to the end.</summary>
    public (string Model, int ImageSize, string? Cut) Place => (configuration.Model, configuration.ImageSize, configuration.Cut);

    /// <summary>The one with whose heads this begins: with a frozen base and without test-time views; null for all such.</summary>
    public Contestant? Parent { get; init; }

    /// <summary>What is done with each head before it is measured; null for nothing.</summary>
    public IHeadRefinement? Refinement { get; init; }

    /// <summary>The time of the base for an image and its test-time views, in milliseconds.</summary>
    public double Milliseconds => basis.Milliseconds * (1 + configuration.TestViews);

    /// <summary>The scores of the first folds of the plan.</summary>
    public IReadOnlyList<FoldScore> Scores { get; set; } = [];

    /// <summary>Forgets all but the first folds.</summary>
    public Contestant Keep(int folds)
    {
        Scores = [.. Scores.Take(folds)];
        return this;
    }

    public double Accuracy => Scores.Select(s => s.Metric).DefaultIfEmpty().Average();

    public double Loss => Scores.Select(s => s.Loss).DefaultIfEmpty().Average();

    /// <summary>The number of weights of base and head.</summary>
    public required long Parameters { get; init; }

    /// <summary>The scores as the folds of a run have them.</summary>
    /// <param name="plan">The hash of the plan.</param>
    public FoldResult ToResult(string plan) => new() { Metric = LearningTask.Accuracy, Plan = plan, Scores = Scores };

    /// <summary>The most accurate first; of equal ones that with the smaller loss.</summary>
    public static IOrderedEnumerable<Contestant> Ranked(IEnumerable<Contestant> contestants) =>
        contestants.OrderByDescending(c => c.Accuracy).ThenBy(c => c.Loss);
}
