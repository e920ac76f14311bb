namespace Transfer.ML;

/// <summary>Transfer learning as a trainer of ML.NET, for two or more classes.</summary>
public static class MulticlassTransferCatalog
{
    /// <summary>
    /// Trains a head on features or images, or, with <see cref="TransferLearningOptions.Unfreeze"/>, the upper part of a network. Adds the
    /// columns <c>PredictedLabel</c>, a key as the label is, and <c>Score</c>, which has the probability of each class: a vector whose
    /// slots have the names of the classes.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">Columns, head and training; null for the defaults.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    public static IEstimator<ISingleFeaturePredictionTransformer<TransferModel>> TransferLearning(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers catalog, TransferLearningOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new TransferLearningOptions();
        InvalidOptionsException.ThrowIfAny(options.Validate());
        return new TransferTrainer(TransferCatalog.EnvironmentOf(catalog), options, isBinary: false, cancellation);
    }
}
