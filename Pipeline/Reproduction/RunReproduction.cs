namespace Transfer.Pipeline;

/// <summary>Does a run again from its record, with the images that its list names, and compares the results by their hashes.</summary>
/// <example>
/// <code>
/// var result = RunReproduction.Run(new ReproduceOptions { Run = "runs/pets" });
/// Console.WriteLine(result.Agrees ? "the same, byte for byte" : string.Join(' ', result.Differences));
/// </code>
/// </example>
public static class RunReproduction
{
    /// <summary>Trains again, into a folder of its own.</summary>
    /// <param name="options">Which run.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The run, an image or its model is missing, or the folder cannot be written.</exception>
    /// <exception cref="InvalidDataException">
    /// The run was not trained to its end, has no receipt, or its images or network have changed.
    /// </exception>
    public static ReproduceResult Run(
        ReproduceOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var run = RunFolder.Open(options.Run);
        var record = run.ReadRecord();
        var receipt = record.Receipt ?? throw new InvalidDataException(record.Status == RunRecord.Exported
            ? $"'{options.Run}' has no receipt: an earlier version of Transfer wrote it. Train it again to have one."
            : $"'{options.Run}' was not trained to its end (its status is '{record.Status}'). Resume it, or train it again.");
        var context = RunContext.Of(progress, cancellation: cancellation);
        using var cache = options.Cache is null ? new TemporaryCache(options.Folder) : null;
        var again = record.Options with
        {
            Run = options.Folder,
            Overwrite = false,
            // What was unfrozen is a run of its own.
            Unfreeze = null,
            Features = record.Options.Features with { Cache = options.Cache ?? cache!.Folder },
        };
        RunInProgress.Check(again);
        var result = record.FineTune is not null
            ? FineTuning.Again((run, record), again, options.Data, context)
            : Train(run, record, again, options.Data, context);
        var now = result.Run.ReadRecord();
        return new ReproduceResult
        {
            Run = result.Run.Path,
            Hashes = [.. receipt.Hashes.Keys.Union(now.Receipt!.Hashes.Keys).Select(name => new ReproducedHash(
                name, receipt.Hashes.GetValueOrDefault(name), now.Receipt.Hashes.GetValueOrDefault(name)))],
            Differences = [.. Differences(record, now)],
            Before = MainMetric(run),
            After = MainMetric(result.Run),
        };
    }

    private static TrainResult Train(RunFolder run, RunRecord record, TrainOptions again, string? data, RunContext context)
    {
        TorchDevices.Preload();
        RunPaths.CheckTables(record, run.Path);
        var images = record.Backbone is null ? null : RecordedImages.Read(run, record, data);
        using var inputs = RunInputs.Open(again, images, context);
        return TrainingFlow.Run(TrainingMethod.Of(inputs), null, context).Result;
    }

    private static string MainMetric(RunFolder run) => run.ReadEvaluation().GetValueOrDefault(SplitNames.Validation) is { } measured
        ? $"{measured.Metrics[0].Name} {measured.Metrics[0]}" : "not evaluated";

    private static IEnumerable<string> Differences(RunRecord before, RunRecord after)
    {
        foreach (var (name, version) in after.Versions)
        {
            if (before.Versions.GetValueOrDefault(name) is { } was && was != version)
            {
                yield return $"{name} is {version} here and was {was}.";
            }
        }

        if (before.Receipt!.Processor != after.Receipt!.Processor)
        {
            yield return $"The processor is {after.Receipt.Processor} here and was {before.Receipt.Processor}.";
        }

        if (before.Device != after.Device)
        {
            yield return $"The device is {after.Device} here and was {before.Device}.";
        }
    }
}
