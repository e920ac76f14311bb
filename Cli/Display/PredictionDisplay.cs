namespace Transfer.Cli;

/// <summary>Shows predictions, one a line, as text or as JSON.</summary>
internal static class PredictionDisplay
{
    public static string Line(Prediction prediction, TargetKind targets, bool asJson) =>
        asJson ? AsJson(prediction, targets) : $"{prediction.Path}  {AsText(prediction, targets)}";

    private static string AsJson(Prediction prediction, TargetKind targets) => targets switch
    {
        TargetKind.Labels => JsonText.LineOf(new { prediction.Path, prediction.Labels, prediction.Probabilities }),
        TargetKind.Values => JsonText.LineOf(new { prediction.Path, prediction.Values }),
        _ => JsonText.LineOf(new { prediction.Path, prediction.Class, prediction.Probability, prediction.Probabilities }),
    };

    private static string AsText(Prediction prediction, TargetKind targets) => targets switch
    {
        TargetKind.Labels when prediction.Labels.Count == 0 => "no label",
        TargetKind.Labels => string.Join(", ", prediction.Labels.Select(label => $"{label} {prediction.Probabilities[label]:F4}")),
        TargetKind.Values => string.Join(", ", prediction.Values.Select(v => $"{v.Key} {v.Value:G7}")),
        _ => $"{prediction.Class}  {prediction.Probability:F4}",
    };
}
