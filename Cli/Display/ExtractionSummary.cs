using System.Globalization;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>What an extraction came to.</summary>
internal sealed class ExtractionSummary
{
    private readonly SortedDictionary<string, long> _reasons = new(StringComparer.Ordinal);

    public void Add(ExtractedRow row)
    {
        if (!row.IsOk)
        {
            _reasons[row.Outcome] = _reasons.GetValueOrDefault(row.Outcome) + 1;
        }
    }

    public void Show(TextWriter output, ExtractionProgress progress, string outcomes)
    {
        string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
        output.WriteLine(progress.Files == 0 ? "No file was found."
            : progress.Extracted > 0
            ? Text($"Features: {progress.Extracted:N0} rows extracted, {progress.Cached:N0} from the cache, in {progress.Seconds:F1} s.")
            : progress.Cached == 0 ? "Features: none." : Text($"Features: all {progress.Cached:N0} rows from the cache in {progress.Seconds:F1} s; nothing was decoded, the base did not run."));
        if (progress.Extracted > 0)
        {
            output.WriteLine($"Speed: {ExtractionDisplay.Line(progress)}.");
        }

        if (_reasons.Count > 0)
        {
            output.WriteLine(Text($"Files without features: {progress.Failed:N0} ({string.Join(", ", _reasons.Select(r => Text($"{r.Value:N0} {r.Key}")))})."));
        }

        output.WriteLine($"Outcome of every file: {outcomes}");
    }
}
