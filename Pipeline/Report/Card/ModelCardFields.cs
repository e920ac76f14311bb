using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Transfer.Pipeline.Report;

/// <summary>The fields at the head of a model card, in YAML, that model hubs read.</summary>
internal static class ModelCardFields
{
    public static void Write(
        StringBuilder text, string name, RunRecord record, IReadOnlyDictionary<string, EvaluationResult> evaluation)
    {
        var kind = record.Backbone is null ? "tabular" : "image";
        var task = record.Kind is TaskKind.Regression or TaskKind.UnitRegression ? $"{kind}-regression" : $"{kind}-classification";
        text.Append("---\nlibrary_name: onnx\n");
        if (record.Backbone is { } backbone)
        {
            text.Append(CultureInfo.InvariantCulture, $"license: other\nlicense_name: {Text(backbone.Licence)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"pipeline_tag: {task}\ntags:\n- transfer\n- onnx\n");
        var measured = evaluation.GetValueOrDefault(SplitNames.Test) ?? evaluation.GetValueOrDefault(SplitNames.Validation);
        if (measured is null)
        {
            text.Append("---\n\n");
            return;
        }

        var metrics = measured.Metrics.Where(m => double.IsFinite(m.Value)).ToList();
        text.Append(CultureInfo.InvariantCulture, $"metrics:\n{string.Concat(metrics.Select(m => $"- {m.Name}\n"))}");
        var split = evaluation.ContainsKey(SplitNames.Test) ? SplitNames.Test : SplitNames.Validation;
        var data = Path.GetFileName(Path.TrimEndingDirectorySeparator(record.Options.Data));
        text.Append(CultureInfo.InvariantCulture, $"model-index:\n- name: {Text(name)}\n  results:\n  - task:\n      type: {task}\n");
        text.Append(CultureInfo.InvariantCulture, $"    dataset:\n      name: {Text(data)}\n      type: {Text(data)}\n");
        text.Append(CultureInfo.InvariantCulture, $"      split: {split}\n    metrics:\n");
        foreach (var metric in metrics)
        {
            text.Append(CultureInfo.InvariantCulture, $"    - type: {metric.Name}\n      value: {metric.Value:G6}\n");
        }

        text.Append("---\n\n");
    }

    /// <summary>A JSON text is a YAML text.</summary>
    private static string Text(string text) => JsonSerializer.Serialize(text);
}
