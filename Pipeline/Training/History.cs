using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>What training was like, epoch by epoch.</summary>
/// <param name="Epochs">All epochs in order.</param>
/// <param name="Monitor">What decides which is the best.</param>
public sealed record History(IReadOnlyList<Epoch> Epochs, MonitoredValue Monitor = MonitoredValue.ValidationLoss)
{
    /// <summary>The best epoch; the weights kept are its.</summary>
    public Epoch Best => Epochs.MinBy(Score)!;

    /// <summary>Writes <c>epoch,loss,accuracy,val_loss,val_accuracy,learning_rate</c>.</summary>
    public void Save(string path) => File.WriteAllLines(path, Epochs
        .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Number},{e.Loss:R},{e.Accuracy:R},{e.ValidationLoss:R},{e.ValidationAccuracy:R},{e.LearningRate:R}"))
        .Prepend("epoch,loss,accuracy,val_loss,val_accuracy,learning_rate"));

    /// <summary>The lower the better. An epoch whose loss is not a number is never the best.</summary>
    private (double First, double Second) Score(Epoch epoch) => double.IsNaN(epoch.ValidationLoss)
        ? (double.PositiveInfinity, double.PositiveInfinity)
        : Monitor == MonitoredValue.ValidationLoss ? (epoch.ValidationLoss, 0) : (-epoch.ValidationAccuracy, epoch.ValidationLoss);
}
