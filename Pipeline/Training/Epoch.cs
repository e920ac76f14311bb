namespace Transfer.Pipeline.Training;

/// <summary>One row of a <see cref="History"/>.</summary>
/// <param name="Number">The epoch, from 1.</param>
/// <param name="Loss">Mean training loss, with dropout.</param>
/// <param name="Metric">
/// Training accuracy, [0, 1], or mean absolute error, as <see cref="History.Metric"/> says, with dropout; of mixed samples the class with
/// the largest share counts as the right one.
/// </param>
/// <param name="ValidationLoss">Mean validation loss.</param>
/// <param name="ValidationMetric">The same metric of the validation samples.</param>
/// <param name="LearningRate">The learning rate of the epoch's last step.</param>
public sealed record Epoch(int Number, double Loss, double Metric, double ValidationLoss, double ValidationMetric, double LearningRate);
