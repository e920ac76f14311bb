namespace Transfer.Pipeline;

/// <content>The same as tasks, on a thread of their own: training uses all processors and never waits for anything.</content>
public static partial class TransferLearning
{
    /// <inheritdoc cref="Train"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<TrainResult> TrainAsync(
        TrainOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default) =>
        Start(() => Train(options, progress, null, cancellation), cancellation);

    /// <inheritdoc cref="FineTuning.Run(FineTuneOptions, IProgress{ProgressUpdate}?, TimeProvider?, CancellationToken)"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<FineTuneResult> FineTuneAsync(
        FineTuneOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default) =>
        Start(() => FineTuning.Run(options, progress, null, cancellation), cancellation);

    /// <inheritdoc cref="RunEvaluation.Run"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<EvaluateResult> EvaluateAsync(
        EvaluateOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default) =>
        Start(() => RunEvaluation.Run(options, progress, cancellation), cancellation);

    /// <inheritdoc cref="Export"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<string> ExportAsync(
        ExportOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default) =>
        Start(() => Export(options, progress, cancellation), cancellation);

    /// <inheritdoc cref="Audit"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<AuditResult> AuditAsync(
        AuditOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default) =>
        Start(() => Audit(options, progress, cancellation), cancellation);

    /// <summary>
    /// Extracts the features of every image below a folder, through the cache, into a file for other programs.
    /// <see cref="FeatureExtraction"/> gives the rows themselves.
    /// </summary>
    /// <param name="options">Which images and which network; rows always have their features.</param>
    /// <param name="output">The file, ending in <c>.parquet</c>, <c>.arrow</c> or <c>.npy</c> (see <see cref="FeatureFile"/>).</param>
    /// <param name="progress">Receives progress updates, on worker threads.</param>
    /// <param name="cancellation">Stops; extracted features are kept in the cache, and no file is written.</param>
    /// <exception cref="InvalidOptionsException">The options have faults, or the output makes no sense.</exception>
    /// <exception cref="IOException">The folder or the model is missing, or a file cannot be written.</exception>
    /// <exception cref="NotSupportedException">The model or device cannot be used here.</exception>
    /// <exception cref="ArgumentException">There is no such cut; the nearest names are listed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<ExtractResult> ExtractAsync(
        ExtractOptions options, string output, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(output);
        InvalidOptionsException.ThrowIfAny(options.Validate().Concat(FeatureFile.Validate(output)));
        // Opening a network takes a second, which is not the caller's.
        return Task.Run(
            () => FeatureFile.WriteAsync(options with { WithFeatures = true }, output, progress, cancellation), cancellation);
    }

    private static Task<T> Start<T>(Func<T> work, CancellationToken cancellation) =>
        Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
