namespace Transfer.Pipeline;

/// <summary>
/// Trains the upper blocks of a network together with a trained head. The frozen blocks below run once per image, through the cache,
/// and not once per epoch.
/// </summary>
public static class FineTuning
{
    /// <summary>
    /// Starts from a run's trained head, extracts features at the lower cut, trains what is above it, evaluates and exports.
    /// </summary>
    /// <param name="options">Which run, what to unfreeze, and how to train it.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="time">The clock for the run folder's name; the system's by default.</param>
    /// <param name="cancellation">Stops between two batches; features that were extracted are kept.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="ArgumentException">There is nothing to unfreeze at that place, or no such place.</exception>
    /// <exception cref="IOException">A file or folder is missing or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The data or the run cannot be used, or the export differs from the trained
    /// network.</exception>
    /// <exception cref="NotSupportedException">The network has operators that cannot be trained, or the device is not there.</exception>
    public static FineTuneResult Run(
        FineTuneOptions options, IProgress<ProgressUpdate>? progress = null, TimeProvider? time = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var (parent, start) = OpenStart(options.From);
        var settings = new FineTuneRecord
        {
            From = options.From,
            Unfreeze = options.Unfreeze,
            LowestLearningRate = options.LowestLearningRate,
            Compute = options.Compute,
        };
        var own = OptionsOf(options, start.UsedOptions);
        RunInProgress.Check(own);
        var images = RecordedImages.Read(parent, start, options.Data);
        return Run(new FineTuneStart(own, settings, images, (parent, start)), null, RunContext.Of(progress, time, cancellation));
    }

    /// <summary>Resumes a run after the last saved epoch; the weights become those of a run that was not interrupted.</summary>
    /// <param name="runFolder">The run folder, whose <c>run.json</c> has the options.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="IOException">The run, its images or its model are missing.</exception>
    /// <exception cref="InvalidDataException">
    /// The run was trained to its end, is not one of fine-tuning, or its checkpoint is damaged or belongs to other options or images.
    /// </exception>
    public static FineTuneResult Resume(
        string runFolder, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        var (run, record) = RunCheckpoint.Open(runFolder);
        var settings = record.FineTune
            ?? throw new InvalidDataException($"'{runFolder}' is a run of training and not of fine-tuning. Resume it as such.");
        var (parent, start) = OpenStart(settings.From);
        using var resumed = RunInProgress.Resume(run, record.Options);
        var images = File.Exists(run.SamplesPath) ? RecordedImages.Read(run, record) : RecordedImages.Read(parent, start);
        return Run(new FineTuneStart(record.Options, settings, images, (parent, start)), resumed,
            RunContext.Of(progress, cancellation: cancellation));
    }

    /// <summary>Does a run of fine-tuning again, from the same head.</summary>
    /// <param name="options">The options of the run, with another folder.</param>
    internal static FineTuneResult Again(
        (RunFolder Folder, RunRecord Record) run, TrainOptions options, string? data, RunContext context)
    {
        var settings = run.Record.FineTune!;
        var before = new FineTuneRecord
        {
            From = settings.From,
            Unfreeze = settings.Unfreeze,
            LowestLearningRate = settings.LowestLearningRate,
            Compute = settings.Compute,
        };
        var images = RecordedImages.Read(run.Folder, run.Record, data);
        return Run(new FineTuneStart(options, before, images, OpenStart(settings.From)), null, context);
    }

    /// <summary>Finds out whether a network can be fine-tuned from a place on.</summary>
    /// <returns>The multiply-adds of an image above the cut, which an epoch computes.</returns>
    /// <exception cref="ArgumentException">There is nothing to unfreeze at that place, or no such place.</exception>
    /// <exception cref="NotSupportedException">The network has operators that cannot be trained.</exception>
    internal static long Check(FeatureOptions features, string unfreeze)
    {
        using var open = OpenBase.Open(features, BaseCut.Below(unfreeze));
        using var graph = new TrainableGraph(open.Backbone.Graph, open.Cut, open.End.Name, open.ImageSize, ComputeType.Float32);
        return open.End.MultiplyAddsBelow - open.Cut.MultiplyAddsBelow;
    }

    /// <param name="Images">The images of the start: what validates has not trained its head.</param>
    /// <param name="Head">The run whose trained head is the start.</param>
    private sealed record FineTuneStart(
        TrainOptions Options, FineTuneRecord Settings, RecordedImages Images, (RunFolder Run, RunRecord Record) Head);

    /// <param name="resumed">The run that is resumed; null for a new one.</param>
    private static FineTuneResult Run(FineTuneStart start, RunInProgress? resumed, RunContext context)
    {
        using var inputs = ImageInputs.Open(start.Options, BaseCut.Below(start.Settings.Unfreeze), start.Images, context);
        var head = start.Head.Record;
        if (inputs.Base.End.Name != head.Cut)
        {
            throw new ArgumentException(
                $"The head of '{start.Settings.From}' was trained on features at '{head.Cut}', and the base would end at "
                + $"'{inputs.Base.End.Name}'. Leave out the cut, or train a head there first.");
        }

        if (!inputs.Base.EndPooling.FeatureShape.SequenceEqual(head.FeatureShape))
        {
            throw new InvalidDataException(
                $"The head of '{start.Settings.From}' was trained on features [{string.Join(',', head.FeatureShape)}], and this version "
                + $"makes [{string.Join(',', inputs.Base.EndPooling.FeatureShape)}] of the same network. Train the head again first.");
        }

        var method = new FineTuneMethod(inputs, start.Settings, start.Head);
        var (result, record, evaluation) = TrainingFlow.Run(method, resumed, context);
        var (before, after) = (record.FineTune!.FrozenBefore!, record.FineTune.FrozenAfter!);
        if (after != before)
        {
            throw new InvalidDataException(
                $"Weights that should be frozen have changed (SHA-256 {before.Sha256} before, {after.Sha256} in "
                    + $"'{result.ModelPath}'). Do not use that file; please report this.");
        }

        context.In(Stages.FineTuning).Say(
            $"Frozen: {after.Tensors} tensors below '{inputs.Base.Cut.Name}' and statistics above it are what they were, "
            + $"SHA-256 {after.Sha256[..16]}…");
        return new FineTuneResult(result, record.FineTune, evaluation[TrainingFlow.Frozen]);
    }

    private static (RunFolder Run, RunRecord Record) OpenStart(string path)
    {
        var run = RunFolder.Open(path);
        var record = run.ReadRecord();
        var fault = record switch
        {
            { FineTune: { } tuned } =>
                $"is itself fine-tuned. Start from '{tuned.From}', the run that trained its head, and unfreeze more or train longer.",
            { Backbone: null } => "was trained on a table, so there is no network below its head. Start from a run that was trained "
                + "on images.",
            { Options.FromScratch: not ScratchNetwork.None } =>
                "was trained from scratch, so all of its network is trained already. Start from a run with a pretrained base.",
            _ when !File.Exists(run.WeightsPath) =>
                $"has no trained head (its status is '{record.Status}'). Train it to its end first; extracted features are kept.",
            _ => null,
        };
        return fault is null ? (run, record) : throw new InvalidDataException($"'{path}' {fault}");
    }

    /// <summary>The options of the start with what fine-tuning changes: split, head and preprocessing are the start's.</summary>
    private static TrainOptions OptionsOf(FineTuneOptions options, TrainOptions start) => start with
    {
        Features = start.Features.On(options.Device) with
        {
            Cut = options.Cut ?? start.Features.Cut,
            Cache = options.Cache ?? start.Features.Cache,
            Imaging = options.Imaging ?? start.Features.Imaging,
        },
        Views = options.Views ?? start.Views,
        TestViews = options.TestViews ?? start.TestViews,
        Mixing = options.Mixing,
        Seed = start.DataSeed,
        Trainer = options.Trainer,
        ClassWeight = options.ClassWeight,
        Folds = new FoldOptions(),
        Unfreeze = null,
        ModelInput = options.ModelInput ?? start.ModelInput,
        Logs = options.Logs,
        CheckedImages = options.CheckedImages ?? start.CheckedImages,
        RawOutputs = options.RawOutputs ?? start.RawOutputs,
        Run = options.Run,
        Overwrite = options.Overwrite,
    };
}
