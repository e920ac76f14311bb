namespace Transfer.Pipeline;

/// <summary>Transfer learning from a folder of images, or a table of features, to one ONNX file.</summary>
/// <example>
/// <code>
/// var result = TransferLearning.Train(new TrainOptions { Data = "PHOTOS" });
/// Console.WriteLine($"Validation accuracy: {result.Validation.Accuracy}");
/// using var classifier = ImageClassifier.Load(result.ModelPath);
/// </code>
/// </example>
public static partial class TransferLearning
{
    /// <summary>
    /// Extracts features with a pretrained base (through the cache), trains a head on them, evaluates and exports. As
    /// <see cref="TrainOptions.Unfreeze"/> says, the upper blocks of the network are trained afterwards.
    /// </summary>
    /// <returns>The result; a <see cref="FineTuneResult"/> where the network was trained.</returns>
    /// <param name="options">Which data, which network, and how to train.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="time">The clock for the run folder's name; the system's by default.</param>
    /// <param name="cancellation">Stops between two batches; features that were extracted are kept.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">A file or folder is missing or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The data or the model cannot be used, or the export differs from the trained
    /// model.</exception>
    /// <exception cref="NotSupportedException">The model or device cannot be used here.</exception>
    public static TrainResult Train(
        TrainOptions options, IProgress<ProgressUpdate>? progress = null, TimeProvider? time = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        return Run(options, RunContext.Of(progress, time, cancellation));
    }

    /// <summary>Resumes a run after the last saved epoch; the weights become those of a run that was not interrupted.</summary>
    /// <param name="runFolder">The run folder, whose <c>run.json</c> has the options.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="IOException">The run, its images or its model are missing.</exception>
    /// <exception cref="InvalidDataException">
    /// The run was trained to its end, is one of fine-tuning, or its checkpoint is damaged or belongs to other options or images.
    /// </exception>
    public static TrainResult Resume(string runFolder, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        var context = RunContext.Of(progress, cancellation: cancellation);
        if (UpperLayers.GoOn(runFolder, context) is { } tuned)
        {
            return tuned;
        }

        var (run, record) = RunCheckpoint.Open(runFolder);
        return record.FineTune is null
            ? GoOn(run, record, context)
            : throw new InvalidDataException($"'{runFolder}' is a run of fine-tuning. Resume it as such.");
    }

    /// <summary>
    /// Writes the ONNX file of an earlier run again, from its run folder and its network alone; with its validation images where the file
    /// is to be checked on them.
    /// </summary>
    /// <param name="options">Which run, and what to write.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="cancellation">Stops before the file is written; one that exists stays as it is.</param>
    /// <returns>The path of the file.</returns>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The run or its network is missing, or the file cannot be written.</exception>
    /// <exception cref="InvalidDataException">The run was not trained to its end, or the export differs from the trained model.</exception>
    public static string Export(
        ExportOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var (run, context) = (RunFolder.Open(options.Run), RunContext.Of(progress, cancellation: cancellation).In(Stages.Exporting));
        cancellation.ThrowIfCancellationRequested();
        using var taken = RunLock.Take(run);
        var record = run.ReadRecord();
        var path = options.Output ?? run.ModelPath;
        TrainOptions Change(TrainOptions trained) => trained with
        {
            TestViews = 0,
            ModelInput = options.Input ?? trained.ModelInput,
            CheckedImages = options.CheckedImages,
            Features = trained.Features.On("auto"),
        };
        using var saved = options.CheckedImages is null ? SavedRun.Open(run, record, null, Change, context)
            : SavedRun.OpenImages(run, record, options.Data, Change, context);
        record = record with { Options = record.Options with { RawOutputs = options.RawOutputs ?? record.Options.RawOutputs } };
        var facts = ExportFacts.Of(run, record) with
        {
            WithSamples = options.WithSamples,
            IsFolded = Path.GetFullPath(path) != Path.GetFullPath(run.ModelPath),
        };
        run.Write(record with { Status = RunRecord.Exported, ExportDifference = saved.Export(run, facts, path, context) });
        ModelCard.Write(run);
        return path;
    }

    /// <summary>
    /// Audits labelled images: labels that are probably wrong, duplicates and leaks between splits, outliers, faults in quality, shortcuts,
    /// and whether more images would help. All of it is computed from cached features and measures.
    /// </summary>
    /// <param name="options">Which images, and where the page and the tables go.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="cancellation">Stops; features and measures are kept in the cache, and no file is written.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">A file or folder is missing or cannot be written, or the folder has an audit already.</exception>
    /// <exception cref="InvalidDataException">The data or the model cannot be used.</exception>
    /// <exception cref="NotSupportedException">The model or device cannot be used here.</exception>
    public static AuditResult Audit(
        AuditOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        TorchDevices.Preload();
        return new ImageAudit(options, RunContext.Of(progress, cancellation: cancellation)).Run();
    }

    private static TrainResult Run(TrainOptions options, RunContext context)
    {
        TorchDevices.Preload();
        RunInProgress.Check(options);
        options = HeadDecay.Resolve(AutoPreprocessing.Resolve(options, context));
        var upper = new UpperLayers(options, context);
        upper.Check();
        TrainResult result;
        using (var inputs = RunInputs.Open(options, null, context))
        {
            result = TrainingFlow.Run(TrainingMethod.Of(inputs), null, context).Result;
        }

        return upper.After(result);
    }

    private static TrainResult GoOn(RunFolder run, RunRecord record, RunContext context)
    {
        TorchDevices.Preload();
        using var resumed = RunInProgress.Resume(run, record.Options);
        RunPaths.CheckTables(record, run.Path);
        var images = File.Exists(run.SamplesPath) ? RecordedImages.Read(run, record) : null;
        TrainResult result;
        using (var inputs = RunInputs.Open(record.Options, images, context))
        {
            result = TrainingFlow.Run(TrainingMethod.Of(inputs), resumed, context).Result;
        }

        return new UpperLayers(record.Options, context).After(result);
    }
}
