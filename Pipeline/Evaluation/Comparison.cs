namespace Transfer.Pipeline.Evaluation;

/// <summary>A comparison of two runs on the same validation samples.</summary>
/// <param name="First">The metrics of the first run.</param>
/// <param name="Second">The metrics of the second run.</param>
/// <param name="Difference">The difference of the main metric, above 0 when the second is better.</param>
public sealed record Comparison(EvaluationResult First, EvaluationResult Second, PairedDifference Difference)
{
    /// <summary>
    /// The differences of all metrics, with intervals from draws of the same samples for both (paired bootstrap); that of the accuracy is
    /// the interval of <see cref="Difference"/>.
    /// </summary>
    public IReadOnlyList<MetricDifference> Metrics { get; init; } = [];

    /// <summary>The difference over the folds of both; null when one has none.</summary>
    public FoldDifference? Folds { get; init; }

    /// <summary>What makes the comparison doubtful, a sentence each; empty when nothing does.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The result in a sentence.</summary>
    public string Verdict => Difference switch
    {
        { Gained: 0, Lost: 0 } => "The two are equally good on each of the samples: there is no difference.",
        { IsNoise: true, HolmPValue: not null } => "This difference may well be chance, among as many comparisons.",
        { IsNoise: true } => "This difference may well be chance: "
            + "two equally good models differ as much in more than one of twenty such comparisons.",
        { Value: > 0 } => "The second is better, and hardly by chance.",
        _ => "The first is better, and hardly by chance.",
    };

    /// <summary>Compares the predictions of two runs sample by sample, from their <c>predictions-validation.csv</c>.</summary>
    /// <param name="firstRun">The first run folder.</param>
    /// <param name="secondRun">The second run folder.</param>
    /// <exception cref="IOException">A run or its predictions are missing.</exception>
    /// <exception cref="InvalidDataException">The runs have different tasks, validation samples or folds.</exception>
    /// <example>
    /// <code>
    /// var comparison = Comparison.Of("runs/frozen", "runs/fine-tuned");
    /// Console.WriteLine(comparison.Difference);  // +0.006 (-0.001 to +0.013), 9 gained and 3 lost, p = 0.15: may be chance
    /// Console.WriteLine(comparison.Verdict);
    /// </code>
    /// </example>
    public static Comparison Of(string firstRun, string secondRun)
    {
        var (firstSource, secondSource) = (ComparedRun.Read(firstRun), ComparedRun.Read(secondRun));
        var (first, second) = (firstSource.Predictions, secondSource.Predictions);
        if (first.Task.Kind != second.Task.Kind || !first.Names.SequenceEqual(second.Names))
        {
            throw new InvalidDataException($"The runs have different tasks ({first.Task.Kind} of {string.Join(", ", first.Names)} and "
                + $"{second.Task.Kind} of {string.Join(", ", second.Names)}). Compare runs on the same data.");
        }

        second = InOrderOf(first, second);
        firstSource.CheckContent(secondSource);
        var difference = PairedDifference.Of(first, second);
        return new Comparison(firstSource.Evaluate(first), secondSource.Evaluate(second), difference)
        {
            Metrics = MetricDifference.Of(first, second, difference),
            Warnings = [.. firstSource.Warnings(secondSource)],
            Folds = new[] { firstRun, secondRun }.All(run => File.Exists(RunFolder.Open(run).FoldScoresPath))
                ? FoldDifference.Read(firstRun, secondRun) : null,
        };
    }

    /// <summary>
    /// Compares runs with the first one. The p-values of more than two runs have Holm's correction (Holm: A Simple Sequentially Rejective
    /// Multiple Test Procedure, Scandinavian Journal of Statistics 6, 1979), so that one false difference among all is as rare as for two.
    /// </summary>
    /// <param name="firstRun">The run folder that the others are compared with.</param>
    /// <param name="others">The other run folders, at least one.</param>
    /// <returns>A comparison for each of the others.</returns>
    /// <exception cref="IOException">A run or its predictions are missing.</exception>
    /// <exception cref="InvalidDataException">The runs have different tasks, validation samples or folds.</exception>
    public static IReadOnlyList<Comparison> Of(string firstRun, IReadOnlyList<string> others)
    {
        ArgumentNullException.ThrowIfNull(others);
        Comparison[] all = [.. others.Select(other => Of(firstRun, other))];
        if (all.Length < 2)
        {
            return all;
        }

        var samples = Holm([.. all.Select(c => c.Difference.PValue)]);
        var folds = all.All(c => c.Folds is not null) ? Holm([.. all.Select(c => c.Folds!.PValue)]) : null;
        return
        [
            .. all.Select((c, i) => c with
            {
                Difference = c.Difference with { HolmPValue = samples[i] },
                Folds = folds is null ? c.Folds : c.Folds! with { HolmPValue = folds[i] },
            }),
        ];
    }

    /// <summary>Holm's correction; p-values that are no numbers have no part in it.</summary>
    internal static double[] Holm(double[] values)
    {
        var (corrected, largest) = (values.ToArray(), 0.0);
        int[] order = [.. Enumerable.Range(0, values.Length).Where(i => !double.IsNaN(values[i])).OrderBy(i => values[i])];
        foreach (var (rank, i) in order.Index())
        {
            largest = Math.Max(largest, Math.Min(1, values[i] * (order.Length - rank)));
            corrected[i] = largest;
        }

        return corrected;
    }

    /// <summary>Sorts the second run's rows in the order of the first's: the order depends on the seed of the split.</summary>
    private static Predictions InOrderOf(Predictions first, Predictions second)
    {
        var rows = second.Samples.Index().DistinctBy(s => s.Item).ToDictionary(s => s.Item, s => s.Index);
        var shared = first.Samples.Count(rows.ContainsKey);
        var width = first.Targets.Length / first.Count;
        if (shared < first.Count || second.Count != first.Count || rows.Count != second.Count)
        {
            throw new InvalidDataException(
                $"The runs have different validation samples ({first.Count:N0} and {second.Count:N0}, {shared:N0} in common), "
                + "so they cannot be compared one by one. Train both on the same data with the same seed and split.");
        }

        int[] order = [.. first.Samples.Select(s => rows[s])];
        var sorted = second with
        {
            Samples = first.Samples,
            Outputs = [.. order.SelectMany(i => second.Row(i).ToArray())],
            Targets = [.. order.SelectMany(i => second.Targets[(i * width)..((i + 1) * width)])],
        };
        return sorted.Targets.SequenceEqual(first.Targets) ? sorted : throw new InvalidDataException(
            "The runs have the same validation samples with different targets, so they cannot be compared. Train both on the same data.");
    }
}
