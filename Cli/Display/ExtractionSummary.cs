namespace Transfer.Cli;

/// <summary>Counts what an extraction does, for a summary at its end; passes its progress on.</summary>
/// <param name="outcomes">The file with the outcome of every file.</param>
/// <param name="features">The file of features for other programs; null for none.</param>
internal sealed class ExtractionSummary(IProgress<ExtractionProgress> display, string outcomes, string? features)
    : IProgress<ExtractionProgress>
{
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private ExtractionProgress? _last;

    public string? Features => features;

    /// <summary>The number of files without features.</summary>
    public long Failed => _last?.Failed ?? 0;

    /// <summary>The summary, for <c>--json</c>.</summary>
    public object Fields => new
    {
        Files = _last?.Files ?? 0,
        Extracted = _last?.Extracted ?? 0,
        Cached = _last?.Cached ?? 0,
        Failed,
        Reasons = _reasons,
        Seconds = _last?.Seconds ?? 0,
        RowsPerSecond = _last?.RowsPerSecond ?? 0,
        Outcomes = outcomes,
        Features = features,
    };

    public void Report(ExtractionProgress value)
    {
        _last = value.Seconds > 0 ? value : _last;
        display.Report(value);
    }

    public void Add(ExtractedRow row)
    {
        if (!row.IsOk)
        {
            _reasons[row.Outcome] = _reasons.GetValueOrDefault(row.Outcome) + 1;
        }
    }

    /// <summary>Shows the summary; nothing where nothing was begun.</summary>
    public void Show(TextWriter output)
    {
        if (_last is not { } last)
        {
            return;
        }

        output.WriteLine(last switch
        {
            { Files: 0 } => "No file was found.",
            { Extracted: > 0 } => $"Features: {last.Extracted:N0} rows extracted, {last.Cached:N0} from the cache, in {last.Seconds:F1} s.",
            { Cached: 0 } => "Features: none.",
            _ => $"Features: all {last.Cached:N0} rows from the cache in {last.Seconds:F1} s; nothing was decoded, the base did not run.",
        });
        if (last.Extracted > 0)
        {
            output.WriteLine($"Speed: {ExtractionDisplay.Line(last)}.");
        }

        if (_reasons.Count > 0)
        {
            var links = _reasons.ContainsKey("link") ? " --follow-links follows links that leave the folder." : "";
            var reasons = string.Join(", ", _reasons.Select(r => $"{r.Value:N0} {r.Key}"));
            output.WriteLine($"Files without features: {last.Failed:N0} ({reasons}).{links}");
        }

        output.WriteLine($"Outcome of every file: {outcomes}");
    }
}
