using Transfer.Augmentation;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Goes once through the training samples and changes the weights at each step.</summary>
internal sealed class TrainingPass(
    TrainerOptions options, LearningTask task, nn.Module<Tensor, Tensor> module, IReadOnlyList<TrainedGroup> groups, TrainingLoss loss, TrainingState state)
{
    // Keeps what dropout draws apart from what orders the samples with the same seed.
    private const int Stream = 0x44726F70;

    /// <summary>Steps of an epoch.</summary>
    public static int Steps(IBatchSource train, int batchSize) => (train.Count + batchSize - 1) / batchSize;

    /// <param name="number">The epoch, from 1.</param>
    /// <returns>Mean loss and metric, with dropout, and the learning rate of the last step.</returns>
    public (double Loss, double Metric, double Rate) Run(IBatchSource train, int number, CancellationToken cancellation)
    {
        module.train();
        // A function of seed and epoch, so that training can begin at any epoch and draw what it would have drawn.
        random.manual_seed((long)(new SeededRandom(options.Seed, Stream, number).NextUInt64() >> 1));
        var order = Enumerable.Range(0, train.Count).ToArray();
        new SeededRandom(options.Seed, number).Shuffle(order.AsSpan());
        using var all = NewDisposeScope();
        Tensor? lossSum = null;
        Tensor? metricSum = null;
        var first = (long)(number - 1) * Steps(train, options.BatchSize);
        var last = 0.0;
        foreach (var (index, indices) in order.Chunk(options.BatchSize).Index())
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (inputs, targets) = train.Batch(indices, number);
            state.Optimizer.ZeroGradients();
            var logits = module.forward(inputs);
            var batchLoss = loss.Of(logits, targets);
            batchLoss.backward();
            last = state.Rate * state.Schedule.Share(first + index);
            Update(last);
            using var none = no_grad();
            // Sums stay tensors: to read one waits for the device.
            lossSum ??= zeros(1, dtype: ScalarType.Float64, device: logits.device).MoveToOtherDisposeScope(all);
            metricSum ??= zeros(1, dtype: ScalarType.Float64, device: logits.device).MoveToOtherDisposeScope(all);
            lossSum.add_(batchLoss, alpha: indices.Length);
            metricSum.add_(task.Measure(logits, targets).sum());
        }

        return (lossSum!.item<double>() / train.Count, metricSum!.item<double>() / train.Count, last);
    }

    private void Update(double stepRate)
    {
        if (options.ClipNorm > 0)
        {
            nn.utils.clip_grad_norm_(groups.SelectMany(g => g.Weights).Where(w => w.grad is not null), options.ClipNorm);
        }

        state.Optimizer.Step(groups.Select(g => stepRate * g.RateShare).ToArray(), options.Decay);
    }
}
