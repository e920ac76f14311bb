namespace Transfer.ML;

/// <summary>Transfer learning as a trainer of ML.NET, for labels that are true or false.</summary>
public static class BinaryTransferCatalog
{
    /// <summary>
    /// Trains a head on features or images, or, with <see cref="TransferLearningOptions.Unfreeze"/>, the upper part of a network. Adds the
    /// columns <c>PredictedLabel</c>, <c>Score</c>, which is the logarithm of the odds, and <c>Probability</c>.
    /// </summary>
    /// <param name="catalog">The trainers of an <see cref="MLContext"/>.</param>
    /// <param name="options">Columns, head and training; null for the defaults.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    public static IEstimator<ISingleFeaturePredictionTransformer<TransferModel>> TransferLearning(
        this BinaryClassificationCatalog.BinaryClassificationTrainers catalog, TransferLearningOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        options ??= new TransferLearningOptions();
        InvalidOptionsException.ThrowIfAny(options.Validate());
        return new TransferTrainer(TransferCatalog.EnvironmentOf(catalog), options, isBinary: true, cancellation);
    }
}
