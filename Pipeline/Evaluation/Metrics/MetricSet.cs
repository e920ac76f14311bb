namespace Transfer.Pipeline.Evaluation;

/// <summary>The metrics of predictions, which can be computed for every draw of a bootstrap.</summary>
internal sealed record MetricSet
{
    /// <summary>N, the number of samples.</summary>
    public required int Count { get; init; }

    /// <summary>The names of the metrics.</summary>
    public required IReadOnlyList<string> Names { get; init; }

    /// <summary>
    /// Computes the metrics in the order of their names; from the number of times that each sample counts, <c>[N]</c>, null for once.
    /// </summary>
    public required Func<int[]?, double[]> Compute { get; init; }

    /// <summary>The class of each sample, <c>[N]</c>, which every draw has as often; null for none.</summary>
    public int[]? Strata { get; init; }

    /// <summary>The metrics that have a formula for their interval.</summary>
    public IReadOnlyList<Metric> Known { get; init; } = [];

    /// <summary>The number of samples that decide a metric of which all draws are the same; null for N.</summary>
    public int? Deciding { get; init; }

    /// <summary>The metrics of predictions.</summary>
    /// <param name="threshold">The decision threshold of the second of two classes; null for the usual one.</param>
    /// <param name="scores">What samples of two classes are ranked by, <c>[N]</c>; null for the outputs.</param>
    public static MetricSet Of(Predictions predictions, float? threshold = null, float[]? scores = null) => predictions.Task.Kind switch
    {
        TaskKind.Binary => ClassMetrics.Binary(predictions, threshold ?? predictions.DefaultThreshold, scores),
        TaskKind.MultiClass => ClassMetrics.MultiClass(predictions),
        TaskKind.MultiLabel => LabelMetrics.Of([.. Enumerable.Range(0, predictions.Columns).Select(l => new LabelScores(predictions, l))]),
        _ => ValueMetrics.Of(predictions, [.. Enumerable.Range(0, predictions.Columns)]),
    };

    /// <summary>The metrics with their intervals.</summary>
    public IReadOnlyList<Metric> Measure()
    {
        var values = Compute(null);
        var intervals = Bootstrap.Intervals(Count, Compute, Strata);
        return
        [
            .. Names.Select((name, i) => Known.FirstOrDefault(m => m.Name == name)
                ?? Metric.OfDraws(name, values[i], intervals[i], name == "brier" ? Count : Deciding ?? Count)),
        ];
    }
}
