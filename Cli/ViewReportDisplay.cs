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
            output.WriteLine("  training views  validation accuracy");
            foreach (var (views, accuracy) in report.Training)
            {
                output.WriteLine($"  {views,14}  {accuracy}");
            }
        }

        Show(output, "Validation", report.Validation);
        Show(output, "Test", report.Test);
    }

    private static void Show(TextWriter output, string split, ViewAverage? average)
    {
        if (average is null)
        {
            return;
        }

        output.WriteLine($"{split} accuracy averaged over the clean picture and its views:");
        output.WriteLine($"  {"test views",14}  {split.ToLowerInvariant()} accuracy");
        foreach (var (views, accuracy) in average.ByViews)
        {
            output.WriteLine($"  {(views == 0 ? "without" : views),14}  {accuracy}, {accuracy.Right} of {accuracy.Total}");
        }

        output.WriteLine($"  {"difference",14}  {average.Difference}");
    }
}
