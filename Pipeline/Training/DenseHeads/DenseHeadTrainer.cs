using Transfer.Augmentation;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>
/// Trains heads of one dense layer with ReLU, dropout or none, and an output activation, with RMSprop, as <see cref="Trainer"/> does, and several times as fast: without
/// torch, on one core, so that a machine trains as many at once as it has cores. What dropout drops is of another generator; all else agrees to rounding.
/// </summary>
/// <param name="options">How to train.</param>
/// <param name="features">The features of all samples, <c>[N, F]</c>; not copied.</param>
/// <param name="labels">Their classes, <c>[N]</c>.</param>
/// <param name="classWeights">How much the training samples of each class count; null for 1.</param>
internal sealed class DenseHeadTrainer(TrainerOptions options, float[] features, long[] labels, IReadOnlyList<float>? classWeights = null)
{
    /// <summary>Trains a head and leaves it with the weights of the best epoch.</summary>
    /// <param name="head">A head of the shape.</param>
    /// <param name="train">The samples to train on.</param>
    /// <param name="validation">The samples that choose the best epoch.</param>
    public History Fit(Head head, DenseHeadShape shape, int[] train, int[] validation, CancellationToken cancellation = default)
    {
        using var state = new DenseHead(head, shape, options, features, labels, classWeights);
        var steps = (train.Length + options.BatchSize - 1) / options.BatchSize;
        var schedule = RateSchedules.Create(options.Schedule, options.WarmUpEpochs, options.Epochs, steps);
        var history = new History([], options.Monitor);
        var order = Order(train, 1);
        state.Begin(Batch(order, 0));
        for (var number = 1; number <= options.Epochs && !options.IsOver(history); number++)
        {
            var (loss, right, rate) = (0.0, 0L, 0.0);
            var nextOrder = number == options.Epochs ? [] : Order(train, number + 1);
            for (var step = 0; step < steps; step++)
            {
                cancellation.ThrowIfCancellationRequested();
                rate = options.Rate * schedule.Share(((long)(number - 1) * steps) + step);
                var (batchLoss, batchRight) = state.Step(rate, step + 1 < steps ? Batch(order, step + 1) : Batch(nextOrder, 0));
                (loss, right) = (loss + batchLoss, right + batchRight);
            }

            var (validationLoss, validationRight) = state.Evaluate(validation);
            var epoch = new Epoch(
                number, loss / train.Length, (double)right / train.Length, validationLoss / validation.Length, (double)validationRight / validation.Length, rate);
            history = history with { Epochs = [.. history.Epochs, epoch] };
            schedule.EpochEnded(history.Score(epoch).First);
            if (history.Best == epoch && !double.IsNaN(validationLoss))
            {
                state.Keep();
            }

            order = nextOrder;
        }

        state.Restore(head);
        return history;
    }

    private int[] Order(int[] train, int number)
    {
        // The same as Trainer's, which orders the places of samples.
        var order = train.ToArray();
        new SeededRandom(options.Seed, number).Shuffle(order.AsSpan());
        return order;
    }

    private ReadOnlySpan<int> Batch(int[] order, int step)
    {
        var start = step * options.BatchSize;
        return order.AsSpan(start, Math.Min(options.BatchSize, order.Length - start));
    }
}
