namespace Transfer.Pipeline.Report;

/// <summary>Renders the last section of a report: the data, the network and the options of the run.</summary>
internal static class RunFacts
{
    public static string Of(ReportSource source)
    {
        var (record, options) = (source.Record, source.Record.Options);
        return Html.List(
        [
            ("Data", options.Data),
            (record.Backbone is null ? "Rows" : "Images", Samples(record)),
            ("Task", source.Task.Description),
            .. Network(record),
            ("Unfrozen from", record.FineTune?.Unfreeze),
            ("Started from", record.FineTune?.From),
            ("Head", options.Head.ToString()),
            ("Training", Training(options.Trainer, source.Epochs.Count, record.FoundLearningRate)),
            ("Views", Views(options)),
            ("Class weights", options.ClassWeight),
            ("Device", record.Device),
            ("Export", record.ExportDifference is { } difference
                ? Text($"ONNX Runtime gives the trainer's outputs within {difference:G2}") : null),
            ("Versions", string.Join(", ", record.Versions.Select(v => $"{v.Key} {v.Value}"))),
        ]);
    }

    private static string Samples(RunRecord record)
    {
        var excluded = record.Excluded.Count > 0 ? $"; {record.Excluded.Count:N0} left out" : "";
        return string.Join(", ", record.Samples.Select(p => $"{p.Value:N0} {p.Key}")) + excluded;
    }

    private static IEnumerable<(string Name, string? Value)> Network(RunRecord record)
    {
        if (record.Backbone is not { } backbone)
        {
            return [];
        }

        var hash = backbone.Sha256.Length > 16 ? backbone.Sha256[..16] : backbone.Sha256;
        var pooling = record.FineTune is null ? $", pooling {record.Options.Features.Pooling.ToString().ToLowerInvariant()}" : "";
        return
        [
            ("Network", $"{backbone.Name}, SHA-256 {hash}…"),
            ("Licence and origin", $"{backbone.Licence}; {backbone.Origin}"),
            ("Preprocessing", $"{record.Preprocessing}, {record.ImageSize} px"),
            ("Cut", $"{record.Cut}, features [{string.Join(", ", record.FeatureShape)}]{pooling}"),
        ];
    }

    private static string Training(TrainerOptions options, int epochs, double? found)
    {
        var rate = found is { } number ? Text($"{number:G3}, found before training")
            : options.FindLearningRate ? "found before training" : Text($"{options.Rate:G4}");
        return Join(
            Text($"{options.Optimizer}, learning rate {rate}, schedule {options.Schedule}"),
            options.Epochs is { } most ? $"at most {most} epochs" : $"{epochs} epochs, chosen by auto",
            $"batches of {options.BatchSize}",
            options.Patience > 0 ? $"patience {options.Patience}" : null,
            options.WarmUpEpochs > 0 ? Text($"warm-up {options.WarmUpEpochs}") : null,
            options.Decay > 0 ? Text($"weight decay {options.Decay:G3}") : null,
            options.ClipNorm > 0 ? Text($"gradients clipped to norm {options.ClipNorm:G3}") : null,
            $"the best epoch by {(options.Monitor == MonitoredValue.ValidationLoss ? "validation loss" : "the validation metric")}",
            $"seed {options.Seed}");
    }

    private static string Views(TrainOptions options)
    {
        var (views, mixing) = (options.Views, options.Mixing);
        return Join(
            views.Fresh ? "new ones every epoch" : views.Cached > 0 ? $"{views.Cached} of each training image" : null,
            options.TestViews > 0 ? $"{options.TestViews} of each evaluated image" : null,
            views.Fresh || views.Cached > 0 || options.TestViews > 0 ? $"augmentation {views.Augmentation}" : null,
            mixing.MixUp > 0 ? Text($"MixUp {mixing.MixUp}") : null,
            mixing.CutMix > 0 ? Text($"CutMix {mixing.CutMix}") : null);
    }

    private static string Join(params string?[] parts) => string.Join("; ", parts.OfType<string>());

    private static string Text(FormattableString text) => FormattableString.Invariant(text);
}
