using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>Shows what views gave.</summary>
internal static class ViewReportDisplay
{
    public static void Show(TextWriter output, ViewReport? report)
    {
        if (report is null)
        {
            return;
        }

        if (report.Training.Count > 0)
        {
            output.WriteLine("Where more views stop paying (same seed, 95 % interval):");
            output.WriteLine($"  training views  validation {report.Training[0].Metric.Name}");
            foreach (var (views, metric) in report.Training)
            {
                output.WriteLine($"  {views,14}  {metric}");
            }
        }

        Show(output, "validation", report.Validation);
    }

    /// <summary>Shows what averaging over views gave; nothing where it was not asked for.</summary>
    public static void Show(TextWriter output, string split, ViewAverage? average)
    {
        if (average is null)
        {
            return;
        }

        output.WriteLine($"Averaged over the clean {split} image and its views:");
        output.WriteLine($"  {"test views",14}  {split} {average.ByViews[0].Metric.Name}");
        foreach (var (views, metric) in average.ByViews)
        {
            output.WriteLine($"  {(views == 0 ? "without" : views),14}  {metric}");
        }

        output.WriteLine($"  {"difference",14}  {average.Difference}");
    }
}
