using System.Text;
using Transfer.FeatureCache;

namespace Transfer.Pipeline;

/// <summary>One page about a run that needs no network and no other file: <c>report.html</c>, with its plots beside it as PNG.</summary>
public static class RunReport
{
    /// <summary>Writes the page from what the run folder has; the network runs on a dozen validation images, and no test image is opened.</summary>
    /// <param name="run">The run folder.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    /// <param name="progress">Hears of what is done.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <returns>The path of <c>report.html</c>.</returns>
    /// <exception cref="IOException">There is no such run, it was not evaluated, or its folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged.</exception>
    public static string Write(string run, string device = "auto", IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var source = ReportSource.Read(run);
        var plots = Plots(source).ToList();
        var images = ReportImages.Of(source, device, progress, cancellation);
        foreach (var plot in plots)
        {
            cancellation.ThrowIfCancellationRequested();
            plot.SavePng(source.Run.Path);
        }

        AtomicFile.Write(source.Run.ReportPath, Encoding.UTF8.GetBytes(ReportPage.Of(source, plots, images)));
        return source.Run.ReportPath;
    }

    private static IEnumerable<ReportPlot> Plots(ReportSource source)
    {
        foreach (var plot in LearningCurvePlots.Of(source).Concat(Plots(source, source.Validation, source.ValidationResult, "validation")))
        {
            yield return plot;
        }

        if (source is { Test: { } test, TestResult: { } result })
        {
            foreach (var plot in Plots(source, test, result, "test"))
            {
                yield return plot;
            }
        }

        if (source.Record.FineTune is { Blocks: { Count: > 0 } blocks })
        {
            yield return BlockPlot.Of(blocks);
        }
    }

    private static IEnumerable<ReportPlot> Plots(ReportSource source, Predictions predictions, EvaluationResult result, string split) =>
        source.Task.AreValues ? ValuePlots.Of(predictions, split) : ClassPlots.Of(predictions, result, source.Adjusted(split), split);
}
