using System.Globalization;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>Shows how well a model does.</summary>
internal static class EvaluationDisplay
{
    // More classes than this are read in the report.
    private const int MostTargets = 25;

    /// <summary>One line with the metric to look at first, and one about temperature and threshold.</summary>
    public static void ShowBriefly(TextWriter output, string split, EvaluationResult result, EvaluationResult? adjusted)
    {
        output.WriteLine($"{Title(split)} {result.Metrics[0].Name}: {result}, 95 % interval.");
        ShowAdjusted(output, adjusted);
    }

    /// <summary>All metrics, and those of each class, label or value.</summary>
    public static void Show(TextWriter output, string split, EvaluationResult result, EvaluationResult? adjusted)
    {
        ShowBriefly(output, split, result, adjusted);
        output.WriteLine("All metrics with their 95 % intervals:");
        foreach (var metric in result.Metrics)
        {
            output.WriteLine($"  {metric.Name,-16}{metric}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {"loss",-16}{result.Loss:F4}"));
        if (result.ByTarget.Count is 0 or > MostTargets)
        {
            return;
        }

        var width = Math.Max(12, result.ByTarget.Max(t => t.Name.Length)) + 2;
        output.WriteLine($"  {"".PadRight(width)}{"support",8}  {string.Concat(result.ByTarget[0].Metrics.Select(m => m.Name.PadRight(25)))}".TrimEnd());
        foreach (var target in result.ByTarget)
        {
            output.WriteLine($"  {target.Name.PadRight(width)}{target.Support,8}  {string.Concat(target.Metrics.Select(m => m.ToString().PadRight(25)))}".TrimEnd());
        }
    }

    /// <summary>One line about temperature and threshold; none where outputs are no probabilities of classes.</summary>
    public static void ShowAdjusted(TextWriter output, EvaluationResult? adjusted)
    {
        if (adjusted?.Calibration is { } calibration)
        {
            var threshold = adjusted.Threshold is { } from ? string.Create(CultureInfo.InvariantCulture, $"; with the threshold {from:F3} {adjusted.Metrics[0].Name} {adjusted}") : "";
            output.WriteLine($"With what validation chooses: {calibration}{threshold}.");
        }
    }

    private static string Title(string split) => string.Concat(split[..1].ToUpperInvariant(), split.AsSpan(1));
}
