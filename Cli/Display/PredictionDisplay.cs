using System.Globalization;

namespace Transfer.Cli;

/// <summary>Shows predictions, one a line, as text, as JSON or as CSV.</summary>
/// <param name="targets">What the model knows.</param>
/// <param name="names">The names of its classes, labels or values.</param>
internal sealed class PredictionDisplay(TextWriter output, PredictionFormat format, TargetKind targets, IReadOnlyList<string> names)
{
    private readonly int _top = Math.Min(format.Top ?? 1, names.Count);
    private bool _hasHeader;

    public void Show(Prediction prediction)
    {
        if (!format.AsCsv)
        {
            output.WriteLine(format.AsJson ? AsJson(prediction) : $"{prediction.Path}  {AsText(prediction)}");
            return;
        }

        if (!_hasHeader)
        {
            output.WriteLine(Joined(Header()));
            _hasHeader = true;
        }

        output.WriteLine(Joined(Cells(prediction)));
    }

    private static string Joined(IEnumerable<string> cells) => string.Join(',', cells.Select(CsvField.Quoted));

    private static string Number(double value) => value.ToString("G7", CultureInfo.InvariantCulture);

    private IEnumerable<string> Header() => targets switch
    {
        TargetKind.Classes when _top == 1 => ["path", "class", "probability"],
        TargetKind.Classes => Enumerable.Range(1, _top).SelectMany(i => new[] { $"class_{i}", $"probability_{i}" }).Prepend("path"),
        _ => names.Prepend("path"),
    };

    private IEnumerable<string> Cells(Prediction prediction) => (targets switch
    {
        TargetKind.Classes => Best(prediction).SelectMany(best => new[] { best.Key, Number(best.Value) }),
        TargetKind.Labels => names.Select(name => Number(prediction.Probabilities[name])),
        _ => names.Select(name => Number(prediction.Values[name])),
    }).Prepend(prediction.Path);

    private IEnumerable<KeyValuePair<string, double>> Best(Prediction prediction) =>
        prediction.Probabilities.OrderByDescending(p => p.Value).Take(_top);

    private string AsJson(Prediction prediction) => targets switch
    {
        TargetKind.Labels => JsonText.LineOf(new { prediction.Path, prediction.Labels, prediction.Probabilities }),
        TargetKind.Values => JsonText.LineOf(new { prediction.Path, prediction.Values }),
        _ => JsonText.LineOf(new
        {
            prediction.Path,
            prediction.Class,
            prediction.Probability,
            Probabilities = format.Top is null ? prediction.Probabilities : Best(prediction).ToDictionary(),
        }),
    };

    private string AsText(Prediction prediction) => targets switch
    {
        TargetKind.Labels when prediction.Labels.Count == 0 => "no label",
        TargetKind.Labels => string.Join(", ", prediction.Labels.Select(label => $"{label} {prediction.Probabilities[label]:F4}")),
        TargetKind.Values => string.Join(", ", prediction.Values.Select(v => $"{v.Key} {v.Value:G7}")),
        _ => string.Join(", ", Best(prediction).Select(best => $"{best.Key}  {best.Value:F4}")),
    };
}
