using System.Text;

namespace Transfer.Pipeline.Report;

/// <summary>Writes <c>report.html</c>, a self-contained page about a run, and its plots as PNG files.</summary>
public static class RunReport
{
    /// <summary>
    /// Writes the report into the run folder. The network runs on 12 validation images at most; test images are not opened.
    /// </summary>
    /// <param name="run">The run folder.</param>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</param>
    /// <param name="data">Where the run's images are now; null, the default, for where they were.</param>
    /// <param name="progress">Receives progress updates, on the calling thread.</param>
    /// <param name="cancellation">Stops between two images.</param>
    /// <returns>The path of <c>report.html</c>.</returns>
    /// <exception cref="IOException">The run does not exist, was not evaluated, or its folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged.</exception>
    /// <example>
    /// <code>
    /// var page = RunReport.Write("runs/pets");
    /// Process.Start(new ProcessStartInfo(page) { UseShellExecute = true });
    /// </code>
    /// </example>
    public static string Write(
        string run, string device = "auto", string? data = null, IProgress<ProgressUpdate>? progress = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(run);
        var source = ReportSource.Read(run);
        var plots = Plots(source);
        var images = ReportImages.Of(source, device, data, progress, cancellation);
        foreach (var plot in plots)
        {
            cancellation.ThrowIfCancellationRequested();
            plot.SavePng(source.Run.Path);
        }

        AtomicFile.Write(source.Run.ReportPath, Encoding.UTF8.GetBytes(ReportPage.Of(source, plots, images)));
        return source.Run.ReportPath;
    }

    private static List<ReportPlot> Plots(ReportSource source)
    {
        return
        [
            .. LearningCurvePlots.Of(source),
            .. source.Record.FoundLearningRate is { } rate && RateSearchFile.Read(source.Run) is { } search
                ? [RateSearchPlot.Of(search, rate)] : (ReportPlot[])[],
            .. Of(source.Validation, source.ValidationResult, SplitNames.Validation),
            .. source is { Test: { } test, TestResult: { } result } ? Of(test, result, SplitNames.Test) : [],
            .. source.Record.FineTune is { Blocks: { Count: > 0 } blocks } ? [BlockPlot.Of(blocks)] : (ReportPlot[])[],
        ];

        IEnumerable<ReportPlot> Of(Predictions predictions, EvaluationResult result, string split) =>
            source.Task.AreValues ? ValuePlots.Of(predictions, split) : ClassPlots.Of(predictions, result, source.Adjusted(split), split);
    }
}
