using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>What training was like, epoch by epoch.</summary>
/// <param name="Epochs">All epochs in order.</param>
public sealed record History(IReadOnlyList<Epoch> Epochs)
{
    /// <summary>The epoch with the lowest validation loss; the weights kept are its.</summary>
    public Epoch Best => Epochs.MinBy(e => double.IsNaN(e.ValidationLoss) ? double.PositiveInfinity : e.ValidationLoss)!;

    /// <summary>Writes <c>epoch,loss,accuracy,val_loss,val_accuracy,learning_rate</c>.</summary>
    public void Save(string path) => File.WriteAllLines(path, Epochs
        .Select(e => string.Create(CultureInfo.InvariantCulture, $"{e.Number},{e.Loss:R},{e.Accuracy:R},{e.ValidationLoss:R},{e.ValidationAccuracy:R},{e.LearningRate:R}"))
        .Prepend("epoch,loss,accuracy,val_loss,val_accuracy,learning_rate"));
}
