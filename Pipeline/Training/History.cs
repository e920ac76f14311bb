using System.Globalization;

namespace Transfer.Pipeline.Training;

/// <summary>The learning curves of a training, epoch by epoch.</summary>
/// <param name="Epochs">All epochs in order.</param>
/// <param name="Monitor">The value that decides which epoch is the best.</param>
/// <param name="Metric">The metric beside the loss: <c>accuracy</c>, the higher the better, or <c>mae</c>, the lower the better.</param>
public sealed record History(
    IReadOnlyList<Epoch> Epochs, MonitoredValue Monitor = MonitoredValue.ValidationLoss, string Metric = LearningTask.Accuracy)
{
    /// <summary>The best epoch, whose weights were kept.</summary>
    public Epoch Best => Epochs.MinBy(Score)!;

    /// <summary>
    /// Writes Keras' columns: <c>epoch,loss,accuracy,val_loss,val_accuracy,learning_rate</c>, with <c>mae</c> for values.
    /// </summary>
    public void Save(string path) => File.WriteAllLines(path, Epochs
        .Select(e => string.Create(
            CultureInfo.InvariantCulture,
            $"{e.Number},{e.Loss:R},{e.Metric:R},{e.ValidationLoss:R},{e.ValidationMetric:R},{e.LearningRate:R}"))
        .Prepend($"epoch,loss,{Metric},val_loss,val_{Metric},learning_rate"));

    /// <summary>The lower the better. An epoch whose loss is not a number is never the best.</summary>
    internal (double First, double Second) Score(Epoch epoch) => double.IsNaN(epoch.ValidationLoss)
        ? (double.PositiveInfinity, double.PositiveInfinity)
        : Monitor == MonitoredValue.ValidationLoss ? (epoch.ValidationLoss, 0)
        : (Metric == LearningTask.Accuracy ? -epoch.ValidationMetric : epoch.ValidationMetric, epoch.ValidationLoss);
}
