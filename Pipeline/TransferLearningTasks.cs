namespace Transfer.Pipeline;

/// <content>The same as tasks, on a thread of their own: training uses all processors and never waits for anything.</content>
public static partial class TransferLearning
{
    /// <inheritdoc cref="Train"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<TrainResult> TrainAsync(
        TrainOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default) =>
        Start(() => Train(options, progress, null, cancellation), cancellation);

    /// <inheritdoc cref="FineTuning.Run"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<FineTuneResult> FineTuneAsync(
        FineTuneOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default) =>
        Start(() => FineTuning.Run(options, progress, null, cancellation), cancellation);

    /// <inheritdoc cref="RunEvaluation.Run"/>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Task<EvaluateResult> EvaluateAsync(
        EvaluateOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default) =>
        Start(() => RunEvaluation.Run(options, progress, cancellation), cancellation);

    private static Task<T> Start<T>(Func<T> work, CancellationToken cancellation) =>
        Task.Factory.StartNew(work, cancellation, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
