namespace Transfer.Pipeline.Training;

/// <summary>Training was stopped by its cancellation token; the message says after which epoch, and how to go on.</summary>
public sealed class TrainingInterruptedException : OperationCanceledException
{
    internal TrainingInterruptedException(string runFolder, int epochs, OperationCanceledException inner)
        : this(runFolder, epochs == 0 ? "before an epoch was saved" : $"with epoch {epochs} saved", inner) => Epochs = epochs;

    /// <param name="saved">Such as <c>with 37 of 100 folds saved</c>.</param>
    internal TrainingInterruptedException(string runFolder, string saved, OperationCanceledException inner)
        : base($"Stopped {saved}. Resume the run '{runFolder}' to go on.", inner, inner.CancellationToken) => RunFolder = runFolder;

    /// <summary>The run folder, for <see cref="TransferLearning.Resume"/> and <see cref="FineTuning.Resume"/>.</summary>
    public string RunFolder { get; }

    /// <summary>The last epoch that was saved; 0 for none, and where it was stopped during its folds.</summary>
    public int Epochs { get; }
}
