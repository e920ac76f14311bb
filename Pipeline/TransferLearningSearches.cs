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
}
