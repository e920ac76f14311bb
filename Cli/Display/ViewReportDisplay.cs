namespace Transfer.Cli;

/// <summary>Shows the metric by the number of views.</summary>
internal static class ViewReportDisplay
{
    public static void Show(TextWriter output, int width, ViewReport? report)
    {
        if (report?.Training.Count > 0)
        {
            output.WriteLine("By the number of training views (same seed, 95 % interval):");
            Show(output, "training views", SplitNames.Validation, report.Training);
        }

        Show(output, width, SplitNames.Validation, report?.Validation);
    }

    /// <summary>Shows averages over test-time views; nothing where there are none.</summary>
    public static void Show(TextWriter output, int width, string split, ViewAverage? average)
    {
        if (average is not null)
        {
            output.WriteLine($"Averaged over the {split} image itself and its views:");
            Show(output, "test views", split, average.ByViews);
            foreach (var line in TextWidth.Wrap($"  {"difference",14}  {average.Difference}", width, indent: 18))
            {
                output.WriteLine(line);
            }
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
