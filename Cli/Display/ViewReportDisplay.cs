namespace Transfer.Cli;

/// <summary>Shows the metric by the number of views.</summary>
internal static class ViewReportDisplay
{
    public static void Show(TextWriter output, ViewReport? report)
    {
        if (report?.Training.Count > 0)
        {
            output.WriteLine("By the number of training views (same seed, 95 % interval):");
            Show(output, "training views", "validation", report.Training);
        }

        Show(output, "validation", report?.Validation);
    }

    /// <summary>Shows averages over test-time views; nothing where there are none.</summary>
    public static void Show(TextWriter output, string split, ViewAverage? average)
    {
        if (average is not null)
        {
            output.WriteLine($"Averaged over the {split} image itself and its views:");
            Show(output, "test views", split, average.ByViews);
            output.WriteLine($"  {"difference",14}  {average.Difference}");
        }
    }

    private static void Show(TextWriter output, string title, string split, IReadOnlyList<ViewMetric> metrics)
    {
        output.WriteLine($"  {title,14}  {split} {metrics[0].Metric.Name}");
        foreach (var (views, metric) in metrics)
        {
            output.WriteLine($"  {(views == 0 ? "without" : views),14}  {metric}");
        }
    }
}
