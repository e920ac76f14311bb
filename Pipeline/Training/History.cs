using System.Globalization;

namespace Transfer.Pipeline.Training;

/// <summary>The learning curves of a training, epoch by epoch.</summary>
/// <param name="Epochs">All epochs in order.</param>
/// <param name="Monitor">The value that decides which epoch is the best.</param>
/// <param name="Metric">The metric beside the loss: <c>accuracy</c>, the higher the better, or <c>mae</c>, the lower the better.</param>
public sealed record History(
    IReadOnlyList<Epoch> Epochs, MonitoredValue Monitor = MonitoredValue.ValidationLoss, string Metric = LearningTask.Accuracy)
{
    // Relative to the highest learning rate; with less a schedule has ended the training.
    private const double SmallestRate = 0.01;

    // The share of the whole fall of the loss, over the last tenth of the epochs.
    private const double SmallestGain = 0.01;

    /// <summary>The best epoch, whose weights were kept: <see cref="Start"/> where no epoch was better.</summary>
    public Epoch Best => (Start is null ? Epochs : Epochs.Prepend(Start)).MinBy(Score)!;

    /// <summary>The best of the epochs, whether it was better than <see cref="Start"/> or not.</summary>
    internal Epoch BestTrained => Epochs.MinBy(Score)!;

    /// <summary>
    /// Epoch 0, the validation figures of weights that were trained before; its other figures are NaN. Null, the default, for new weights.
    /// </summary>
    public Epoch? Start { get; init; }

    /// <summary>
    /// The number of the last epoch that was better than all before by the monitored value itself, on which patience depends, as in Keras.
    /// </summary>
    internal int LastImprovement => Epochs.MinBy(e => Score(e).First)!.Number;

    /// <summary>The learning rate that was found before training; null where it was given.</summary>
    public double? FoundRate { get; init; }

    /// <summary>The search of the learning rate; null where it was given.</summary>
    public RateFinderResult? RateSearch { get; init; }

    /// <summary>Whether training ended because epochs were no better, or hardly better, for as many as patience allows.</summary>
    public bool HasConverged { get; init; }

    /// <summary>
    /// Whether the best epoch is in the last tenth of a training that ended for another reason, so that more epochs may be better. False
    /// where it is hardly better than those before, or where a schedule had brought the learning rate down to almost nothing.
    /// </summary>
    public bool WasStillLearning
    {
        get
        {
            Epoch[] earlier = [.. Epochs.Take(Epochs.Count * 9 / 10)];
            var fall = Epochs[0].ValidationLoss - Best.ValidationLoss;
            return !HasConverged && LastImprovement > earlier.Length
                && Best.LearningRate > SmallestRate * Epochs.Max(e => e.LearningRate)
                && (Monitor == MonitoredValue.ValidationMetric || earlier.Length == 0
                    || earlier.Min(e => e.ValidationLoss) - Best.ValidationLoss >= SmallestGain * fall);
        }
    }

    /// <summary>The validation figures of an epoch, such as <c>val_loss 0.0312, val_accuracy 0.9900</c>.</summary>
    public string Describe(Epoch epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        // A mean absolute error has a unit, in which it may be small or large.
        var format = Metric == LearningTask.Accuracy ? "F4" : epoch.ValidationMetric is > 0 and < 1e-3 or >= 1e5 ? "G4" : "F4";
        return string.Create(CultureInfo.InvariantCulture,
            $"val_loss {epoch.ValidationLoss:F4}, val_{Metric} {epoch.ValidationMetric.ToString(format, CultureInfo.InvariantCulture)}");
    }

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
