using System.Text;

namespace Transfer.Pipeline.Report;

/// <summary>
/// Writes <c>MODEL_CARD.md</c> beside <c>model.onnx</c>, from what the run has recorded and measured: with the fields that model hubs read
/// (Mitchell et al.: Model Cards for Model Reporting, FAT* 2019).
/// </summary>
internal static class ModelCard
{
    /// <summary>Writes the card of a run that was trained to its end.</summary>
    public static void Write(RunFolder run)
    {
        var (record, evaluation) = (run.ReadRecord(), run.ReadEvaluation());
        AtomicFile.Write(run.ModelCardPath, Encoding.UTF8.GetBytes(Of(run, record, evaluation)));
    }

    private static string Of(RunFolder run, RunRecord record, IReadOnlyDictionary<string, EvaluationResult> evaluation)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(run.Path)));
        var text = new StringBuilder();
        ModelCardFields.Write(text, name, record, evaluation);
        text.Append($"# {name}\n\nIt learnt {record.Task}.\n\n");
        Section(text, "Use", Use(record));
        Section(text, "Training data", Data(run, record));
        Section(text, "Training", Training(record));
        Section(text, "Figures", [.. Figures(evaluation)]);
        if (run.ReadOpenings() is [.., var opening])
        {
            text.Append($"{opening}\n\n");
        }

        Section(text, "Limits",
        [
            "The figures hold for images like those that it was measured on. Images of another camera, place or time can be harder.",
            record.Kind is TaskKind.Binary or TaskKind.MultiClass
                ? "It gives one of its classes for every image, also for one that shows none of them." : null,
        ]);
        return text.ToString();
    }

    private static string?[] Use(RunRecord record)
    {
        var names = string.Join(", ", record.Classes);
        return
        [
            record.Backbone is null
                ? $"`model.onnx` takes rows of {record.FeatureShape.Product()} features and gives: {names}."
                : record.Options.ModelInput == ModelInput.Image
                    ? $"`model.onnx` takes images as they are decoded (`image`, bytes `[N, H, W, 3]`, RGB) and gives: {names}."
                    : $"`model.onnx` takes images of {record.ImageSize} x {record.ImageSize} pixels as floats `[N, 3, H, W]`, "
                        + $"preprocessed as `{record.Preprocessing}`, and gives: {names}.",
            "ONNX Runtime runs it in any language. It holds small inputs with the trainer's outputs for them, on which Transfer verifies "
                + "that a machine computes it as it was trained.",
        ];
    }

    private static string?[] Data(RunFolder run, RunRecord record) =>
    [
        $"{string.Join(", ", record.Samples.Where(s => s.Value > 0).Select(s => $"{s.Value:N0} {s.Key}"))}"
            + $"{(record.Backbone is null ? " rows" : " images")}"
            + (record.Excluded.Count > 0 ? $"; {record.Excluded.Count:N0} could not be used." : "."),
        File.Exists(run.SamplesPath)
            ? $"`samples.csv` lists them with their content, SHA-256 {ContentHash.OfFile(run.SamplesPath).ToString()}." : null,
    ];

    private static string?[] Training(RunRecord record) =>
    [
        record.Backbone is { } backbone
            ? $"Base: {backbone.Name}, cut at `{record.Cut}`; licence {backbone.Licence}, {backbone.Origin}, SHA-256 {backbone.Sha256}."
            : null,
        record.FineTune is { } tuned ? $"Its layers from `{tuned.Unfreeze}` on were trained, too." : null,
        $"Head: {record.Options.Head}. Seed {record.Options.Trainer.Seed}, best epoch {record.BestEpoch} of {record.Epochs}.",
        record.Receipt is { } receipt
            ? $"Made in {receipt.Stages.Sum(s => s.Seconds):N0} s on {receipt.Processor}, {receipt.Cores} cores; "
                + $"{string.Join(", ", record.Versions.Select(v => $"{v.Key} {v.Value}"))}." : null,
    ];

    private static IEnumerable<string?> Figures(IReadOnlyDictionary<string, EvaluationResult> evaluation)
    {
        foreach (var split in new[] { SplitNames.Validation, SplitNames.Test })
        {
            if (evaluation.GetValueOrDefault(split) is { } measured)
            {
                yield return $"On {measured.Count:N0} {split} samples, with 95 % intervals:\n\n"
                    + "| metric | value | interval |\n| --- | --- | --- |\n"
                    + string.Join('\n', measured.Metrics.Where(m => !double.IsNaN(m.Value))
                        .Select(m => $"| {m.Name} | {m.ValueText} | {m.Interval} |"))
                    + (measured.Seen > 0 ? $"\n\n{measured.Seen:N0} of these samples were trained on: the figures are too good." : "");
            }
        }
    }

    private static void Section(StringBuilder text, string title, string?[] paragraphs) =>
        text.Append($"## {title}\n\n{string.Concat(paragraphs.OfType<string>().Select(p => p + "\n\n"))}");
}
