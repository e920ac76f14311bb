namespace Transfer.Pipeline;

/// <summary>Lists the runs of a folder.</summary>
public static class RunList
{
    /// <summary>Reads every run folder directly in a folder, or the folder itself where it is a run.</summary>
    /// <param name="folder">The folder, such as <c>runs</c>.</param>
    /// <param name="order">The order. Default: by name.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static IReadOnlyList<RunSummary> Read(string folder, RunOrder order = RunOrder.Name)
    {
        if (!Directory.Exists(folder))
        {
            throw new DirectoryNotFoundException($"There is no folder '{folder}'. Give a folder that has run folders in it, such as runs.");
        }

        var runs = Directory.GetDirectories(folder).Prepend(folder).Where(path => File.Exists(Path.Combine(path, "run.json")))
            .Select(Read).OrderBy(r => r.Path, StringComparer.Ordinal);
        return order switch
        {
            // Values that are errors are best when they are small.
            RunOrder.Metric => [.. runs.OrderBy(r => r.Metric is null).ThenByDescending(r => Goodness(r.Metric))],
            RunOrder.Time => [.. runs.OrderBy(r => r.Seconds ?? double.PositiveInfinity)],
            RunOrder.Date => [.. runs.OrderBy(r => r.Started ?? DateTimeOffset.MaxValue)],
            _ => [.. runs],
        };
    }

    private static double Goodness(Metric? metric) =>
        metric is null ? double.NegativeInfinity : metric.Name is "mae" or "rmse" ? -metric.Value : metric.Value;

    private static RunSummary Read(string path)
    {
        try
        {
            var run = RunFolder.Open(path);
            var (record, evaluation) = (run.ReadRecord(), run.ReadEvaluation());
            var split = evaluation.ContainsKey(SplitNames.Test) ? SplitNames.Test : SplitNames.Validation;
            var measured = evaluation.GetValueOrDefault(split);
            return new RunSummary
            {
                Path = path,
                Status = record.Status,
                Data = record.Options.Data,
                Backbone = record.Backbone?.Name ?? "table",
                Method = Method(record),
                Split = measured is null ? "" : split,
                Metric = measured?.Metrics[0],
                Seconds = record.Receipt?.Stages.Sum(s => s.Seconds),
                Started = record.Receipt is { Stages: [var first, ..] } ? first.Started : null,
            };
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            return new RunSummary { Path = path, Fault = exception.Message };
        }
    }

    private static string Method(RunRecord record) => record switch
    {
        { FineTune: { } tuned } => $"fine-tuned from {tuned.Unfreeze}",
        { Options.FromScratch: not ScratchNetwork.None } => "from scratch",
        { Options.Views: { Any: true } views } => views.Fresh ? "head, fresh views" : $"head, {views.Cached} views",
        _ => "head",
    };
}
