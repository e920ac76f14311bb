namespace Transfer.Cli;

/// <summary>Shows the metrics of a model.</summary>
internal static class EvaluationDisplay
{
    // More than these do not fit on a screen; the report has them.
    private const int MostTargets = 25;

    // Which columns of a narrow screen are left out: intervals first, and of these the last.
    private const int OfNames = 100;
    private const int OfValues = 80;
    private const int OfSupport = 60;
    private const int OfIntervals = 40;
    private const int ShortestName = 12;

    /// <summary>One line with the metric to look at first, and one about temperature and threshold.</summary>
    public static void ShowBriefly(TextWriter output, string split, EvaluationResult result, EvaluationResult? adjusted)
    {
        output.WriteLine($"{Title(split)} {result.Metrics[0].Name}: {result}, 95 % interval. {TooGood(result)}".TrimEnd());
        ShowAgainstBaseline(output, split, result);
        ShowAdjusted(output, split, adjusted);
    }

    /// <summary>Marks figures of samples that the model has seen; empty for others.</summary>
    public static string TooGood(EvaluationResult result) => result.Seen == 0 ? ""
        : $"Too good: the model has seen {result.Seen:N0} of these {result.Count:N0} samples in training.";

    /// <summary>All metrics, and those of each class, label or value.</summary>
    public static void Show(
        TransferProgram program, TextWriter output, string split, EvaluationResult result, EvaluationResult? adjusted)
    {
        ShowBriefly(output, split, result, adjusted);
        output.WriteLine("All metrics with their 95 % intervals:");
        foreach (var metric in result.Metrics)
        {
            output.WriteLine($"  {metric.Name,-18}{metric}");
        }

        var penalty = result.Penalty == 0 ? "" : $" (and {result.Penalty:F4} of penalty for the weights, as in history.csv)";
        output.WriteLine($"  {"loss",-18}{result.Loss:F4}{penalty}");
        if (result.ByTarget.Count > MostTargets)
        {
            program.Remarks.WriteLine($"The table of {result.ByTarget.Count:N0} rows, one for each class, label or value, is left out: "
                + "--json has it, and so has 'transfer report'.");
        }
        else if (result.ByTarget.Count > 0)
        {
            TableOf(result.ByTarget).Write(output, program.Remarks, program.Width);
        }
    }

    /// <summary>The metrics of each class, label or value, with their intervals in columns of their own.</summary>
    private static TextTable TableOf(IReadOnlyList<TargetMetrics> targets) => new(
        [
            new("name", OfNames) { Least = ShortestName },
            new("support", OfSupport) { IsNumber = true },
            .. targets[0].Metrics.SelectMany((metric, i) => new TextColumn[]
            {
                new(metric.Name, OfValues - i) { IsNumber = true },
                new("95 % interval", OfIntervals - i) { Name = $"interval of {metric.Name}" },
            }),
        ],
        [.. targets.Select(target => (string[])[target.Name, $"{target.Support:N0}", .. target.Metrics.SelectMany(CellsOf)])]);

    private static string[] CellsOf(Metric metric) =>
        double.IsNaN(metric.Value) ? ["not defined", ""] : [metric.ValueText, metric.Interval];

    /// <summary>Shows temperature and threshold on one line; nothing where outputs are no probabilities of classes.</summary>
    public static void ShowAdjusted(TextWriter output, string split, EvaluationResult? adjusted)
    {
        if (adjusted?.Calibration is { } calibration)
        {
            var where = split == SplitNames.Validation ? "Fitted on the validation samples and measured on the same, so a little too good"
                : $"Fitted on the validation samples, measured on those of {split}";
            var threshold = adjusted.Threshold is { } from
                ? $"; the threshold {from:F3}, which maximises balanced accuracy, {adjusted.Metrics[0].Name} {adjusted}" : "";
            output.WriteLine($"{where}: {calibration}{threshold}.");
        }
    }

    /// <summary>Compares with one answer to all samples, and names the classes that are never predicted.</summary>
    public static void ShowAgainstBaseline(TextWriter output, string split, EvaluationResult result)
    {
        if (result.AgainstBaseline() is { Length: > 0 } sentence)
        {
            output.WriteLine($"{Title(split)}: {sentence}");
        }
    }

    private static string Title(string split) => string.Concat(split[..1].ToUpperInvariant(), split.AsSpan(1));
}
