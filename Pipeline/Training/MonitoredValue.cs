namespace Transfer.Pipeline.Training;

/// <summary>The value that decides which epoch is the best: Keras' <c>monitor</c>.</summary>
public enum MonitoredValue
{
    /// <summary>The lowest <c>val_loss</c>. The default: it also measures how sure a model is of its mistakes.</summary>
    ValidationLoss,

    /// <summary>
    /// The highest <c>val_accuracy</c>, or the lowest <c>val_mae</c> of values; of equal ones the one with the lower <c>val_loss</c>.
    /// An equal one is no improvement for patience.
    /// </summary>
    ValidationMetric,
}
