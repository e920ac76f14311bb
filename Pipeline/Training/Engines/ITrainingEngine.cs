namespace Transfer.Pipeline.Training;

/// <summary>
/// Trains the weights of one module, epoch by epoch, for a <see cref="Trainer"/>, which decides the order of the samples and the learning
/// rates.
/// </summary>
internal interface ITrainingEngine : IDisposable
{
    /// <summary>Updates the weights after each batch of an epoch.</summary>
    /// <returns>The mean loss and metric of the training samples, with dropout and class weights.</returns>
    (double Loss, double Metric) Train(EpochSteps epoch, CancellationToken cancellation);

    /// <summary>The mean loss and metric of the validation samples, without dropout and class weights.</summary>
    (double Loss, double Metric) Evaluate();

    /// <summary>Keeps a copy of the weights.</summary>
    void KeepBest();

    /// <summary>Gives the module the weights that were kept last.</summary>
    void RestoreBest();

    /// <summary>Writes the weights, those kept, and the state of the optimizer, exactly.</summary>
    void Save(BinaryWriter writer);

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It was another optimizer, or the module had other weights.</exception>
    void Restore(BinaryReader reader);
}
