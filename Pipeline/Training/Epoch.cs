namespace Transfer.Pipeline;

/// <summary>One row of a <see cref="History"/>, under Keras' names.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Loss">Mean training loss, with dropout.</param>
/// <param name="Accuracy">Training accuracy, [0, 1], with dropout; of mixed samples the class with the largest share counts as the right one.</param>
/// <param name="ValidationLoss">Mean validation loss.</param>
/// <param name="ValidationAccuracy">Validation accuracy, [0, 1].</param>
/// <param name="LearningRate">The learning rate of the epoch's last step.</param>
public sealed record Epoch(int Number, double Loss, double Accuracy, double ValidationLoss, double ValidationAccuracy, double LearningRate);
