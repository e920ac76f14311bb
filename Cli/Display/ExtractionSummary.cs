namespace Transfer.Cli;

/// <summary>Counts what an extraction does, for a summary at its end; passes its progress on.</summary>
internal sealed class ExtractionSummary(IProgress<ExtractionProgress> display) : IProgress<ExtractionProgress>
{
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);
    private ExtractionProgress? _last;

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
    /// <param name="outcomes">The file with the outcome of every file.</param>
    public void Show(TextWriter output, string outcomes)
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
