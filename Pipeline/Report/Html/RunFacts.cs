using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>What was run, as a list for the end of a report.</summary>
internal static class RunFacts
{
    public static string Of(ReportSource source)
    {
        var (record, options) = (source.Record, source.Record.Options);
        return Html.List(
        [
            ("Data", options.Data),
            (record.Backbone is null ? "Rows" : "Images", string.Join(", ", record.Samples.Select(p => $"{p.Value:N0} {p.Key}")) + (record.Excluded.Count > 0 ? $"; {record.Excluded.Count:N0} left out" : "")),
            ("Task", source.Task.Description),
            ("Network", record.Backbone is { } network ? $"{network.Name}, SHA-256 {Start(network.Sha256)}…" : null),
            ("Licence and origin", record.Backbone is { } backbone ? $"{backbone.Licence}; {backbone.Origin}" : null),
            ("Preprocessing", record.Backbone is null ? null : $"{record.Preprocessing}, {record.ImageSize} px"),
            ("Cut", record.Backbone is null ? null : $"{record.Cut}, features [{string.Join(", ", record.FeatureShape)}]{(record.FineTune is null ? $", pooling {options.Features.Pooling.ToString().ToLowerInvariant()}" : "")}"),
            ("Unfrozen from", record.FineTune?.Unfreeze),
            ("Started from", record.FineTune?.From),
            ("Head", options.Head.ToString()),
            ("Training", Training(options.Trainer)),
            ("Views", Views(options)),
            ("Class weights", options.ClassWeight),
            ("Device", record.Device),
            ("Export", record.ExportDifference is { } difference ? string.Create(CultureInfo.InvariantCulture, $"ONNX Runtime gives the trainer's outputs within {difference:G2}") : null),
            ("Versions", string.Join(", ", record.Versions.Select(v => $"{v.Key} {v.Value}"))),
        ]);
    }

    private static string Start(string hash) => hash.Length > 16 ? hash[..16] : hash;

    private static string Training(TrainerOptions options)
    {
        string?[] parts =
        [
            string.Create(CultureInfo.InvariantCulture, $"{options.Optimizer}, learning rate {(options.FindLearningRate ? "found before training" : $"{options.Rate:G4}")}, schedule {options.Schedule}"),
            string.Create(CultureInfo.InvariantCulture, $"at most {options.Epochs} epochs in batches of {options.BatchSize}"),
            options.Patience > 0 ? $"patience {options.Patience}" : null,
            options.WarmUpEpochs > 0 ? string.Create(CultureInfo.InvariantCulture, $"warm-up {options.WarmUpEpochs}") : null,
            options.Decay > 0 ? string.Create(CultureInfo.InvariantCulture, $"weight decay {options.Decay:G3}") : null,
            options.ClipNorm > 0 ? string.Create(CultureInfo.InvariantCulture, $"gradients at most {options.ClipNorm:G3} long") : null,
            $"the best epoch by {(options.Monitor == MonitoredValue.ValidationLoss ? "validation loss" : "the validation metric")}",
            $"seed {options.Seed}",
        ];
        return string.Join("; ", parts.OfType<string>());
    }

    private static string? Views(TrainOptions options)
    {
        string?[] parts =
        [
            options.Views.Fresh ? "new ones every epoch" : options.Views.Cached > 0 ? $"{options.Views.Cached} of each training image" : null,
            options.TestViews > 0 ? $"{options.TestViews} of each evaluated image" : null,
            options.Views.Fresh || options.Views.Cached > 0 || options.TestViews > 0 ? $"augmentation {options.Views.Augmentation}" : null,
            options.Mixing.MixUp > 0 ? string.Create(CultureInfo.InvariantCulture, $"MixUp {options.Mixing.MixUp}") : null,
            options.Mixing.CutMix > 0 ? string.Create(CultureInfo.InvariantCulture, $"CutMix {options.Mixing.CutMix}") : null,
        ];
        return string.Join("; ", parts.OfType<string>());
    }
}
