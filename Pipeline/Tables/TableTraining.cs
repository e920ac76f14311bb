using TorchSharp;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Trains a head on a table: no images, no base, no cache.</summary>
internal static class TableTraining
{
    // The exported file is compared on all validation rows, so many at a time.
    private const int Rows = 512;

    /// <summary>The faults of options that only images have a use for.</summary>
    public static IEnumerable<string> Faults(TrainOptions options)
    {
        var given = new (string Name, bool IsGiven)[]
        {
            ("--model", options.Model is not null), ("--preprocessing", options.Preprocessing is not null), ("--image-size", options.ImageSize is not null),
            ("--views", options.Views.Cached > 0 || options.Views.Fresh), ("--tta", options.TestViews > 0), ("--mixup or --cutmix", options.Mixing.Any),
            ("--groups", options.Folds.Groups is not null), ("--from-scratch", options.FromScratch != ScratchNetwork.None), ("--targets", options.Targets is not null),
        };
        foreach (var (name, _) in given.Where(g => g.IsGiven))
        {
            yield return $"'{options.Data}' is a table and not a folder of images, and {name} is for images. Leave it out.";
        }
    }

    /// <param name="earlier">The run that is resumed; null for a new one.</param>
    public static TrainResult Train(TrainOptions options, RunFolder? earlier, IProgress<ProgressUpdate>? progress, TimeProvider time, CancellationToken cancellation)
    {
        InvalidOptionsException.ThrowIfAny(Faults(options));
        using var data = PreparedTable.Open(options, progress);
        var run = earlier ?? RunFolder.Create(options.Run, Path.GetFileName(options.Data).Split('.')[0], time);
        var record = RunDescription.Of(options, data, "started");
        run.Write(record);
        var checkpoint = RunCheckpoint.Of(run, options, data, resume: earlier is not null);
        using var head = new Head(data.Scaling(), data.Task.OutputActivation, data.Task.Outputs, options.Head, options.Trainer.Seed);
        head.to(options.Head.IsLinear ? torch.CPU : data.Device.ToTorch());
        var classWeights = ClassWeights.Of(options.ClassWeight, data.Task, data.Names, () => data.TrainLabels);
        var trainer = new Trainer(options.Trainer, data.Task) { Checkpoint = checkpoint, ClassWeights = classWeights };
        var history = options.Head.IsLinear
            ? LinearHead.Fit(head, data.Task, data.TrainRow, data.TrainLabels, classWeights, data.Train, data.Validation)
            : RunCheckpoint.Fit(run, checkpoint, "train", () => trainer.Fit(head, data.Train, data.Validation, progress, cancellation: cancellation));
        var predictions = data.Predictions(head);
        head.to(torch.CPU);
        head.save(run.WeightsPath);
        history.Save(run.HistoryPath);
        var measured = SplitEvaluation.Of(head, predictions, null);
        var evaluation = new Dictionary<string, EvaluationResult>();
        measured.Save(run, "validation", evaluation);
        run.Write(evaluation);
        record = record with { Status = "trained", BestEpoch = history.Best.Number };
        run.Write(record);
        checkpoint.Delete();
        run.Write(record with { Status = "exported", ExportDifference = Export(data, head, predictions.Outputs, run.ModelPath, progress) });
        var folds = options.Folds.Any ? FoldValidation.Run(options, data, run, resume: earlier is not null, progress, cancellation) : null;
        return new TrainResult { Run = run, History = history, Validation = measured.Result, Adjusted = measured.Adjusted, Folds = folds, Excluded = [], Extracted = 0 };
    }

    /// <summary>Writes the ONNX file of a run again, from its weights.</summary>
    /// <returns>The largest difference to the trainer's outputs.</returns>
    public static float Export(RunFolder run, RunRecord record, string path, IProgress<ProgressUpdate>? progress)
    {
        using var data = PreparedTable.Open(record.Options with { Device = "cpu" }, progress);
        var empty = new FeatureScaling(new float[data.Length], new float[data.Length]);
        using var head = new Head(empty, data.Task.OutputActivation, data.Task.Outputs, record.Options.Head, record.Options.Trainer.Seed);
        head.load(run.WeightsPath);
        return Export(data, head, Trainer.Predict(head, data.Validation, head.OutputActivation), path, progress);
    }

    private static float Export(PreparedTable data, Head head, float[] outputs, string path, IProgress<ProgressUpdate>? progress)
    {
        var exported = OnnxExporter.ExportTable(head, new ModelMetadata
        {
            Classes = data.Names,
            Targets = data.Task.OutputsOf,
            Preprocessing = "",
            ImageSize = 0,
            Features = data.Length,
            OutputActivation = head.OutputActivation,
            Origin = "trained on a table",
        });
        var (worst, count) = (0f, data.Validation.Count);
        var columns = outputs.Length / count;
        var rows = new float[Math.Min(Rows, count) * data.Length];
        for (var start = 0; start < count; start += Rows)
        {
            var some = Math.Min(Rows, count - start);
            for (var i = 0; i < some; i++)
            {
                data.ValidationRow(start + i).CopyTo(rows.AsSpan(i * data.Length));
            }

            worst = Math.Max(worst, ExportCheck.Rows(exported, rows.AsMemory(0, some * data.Length), some, outputs.AsSpan(start * columns, some * columns)));
        }

        exported.Save(path);
        progress.Say($"Export: {path}; ONNX Runtime gives the trainer's outputs on {count:N0} validation rows (largest difference {worst:G2}).");
        return worst;
    }
}
