namespace Transfer.Pipeline;

/// <content>What is chosen by trying.</content>
public static partial class TransferLearning
{
    /// <summary>
    /// Tries the usual preprocessings with a network, and ranks them by how well a linear probe on the features tells the classes of the
    /// training images apart.
    /// </summary>
    /// <param name="options">Which network, and which images.</param>
    /// <param name="progress">Receives progress updates, on the calling thread.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">The folder or the model is missing.</exception>
    /// <exception cref="InvalidDataException">There are too few images, or they have no classes.</exception>
    /// <exception cref="NotSupportedException">The model or device cannot be used here.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static PreprocessingSearchResult FindPreprocessing(
        PreprocessingSearchOptions options, IProgress<ProgressUpdate>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        var context = RunContext.Of(progress, cancellation: cancellation);
        return PreprocessingSearch.Run(options, RunSamples.List(options.Training), context);
    }

    /// <summary>
    /// Compares networks, image sizes, poolings and heads on folds of the training images, chooses one, measures it once on the validation
    /// images, and trains it as an ordinary run. A tournament that was stopped goes on when it is run again.
    /// </summary>
    /// <param name="options">What is tried, on which images, and for how long.</param>
    /// <param name="progress">Receives progress updates, on the calling thread and on worker threads.</param>
    /// <param name="time">The clock; the system's by default.</param>
    /// <param name="cancellation">Stops between two batches; what is known is kept.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    /// <exception cref="IOException">A file or folder is missing or cannot be written.</exception>
    /// <exception cref="InvalidDataException">The data or all networks cannot be used.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static TuneResult Tune(
        TuneOptions options, IProgress<ProgressUpdate>? progress = null, TimeProvider? time = null,
            CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        TorchDevices.Preload();
        return TuneRun.Run(options, RunContext.Of(progress, time, cancellation));
    }
}
