using Transfer.Augmentation;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>The one epoch loop: RMSprop, best epoch by what is monitored, a dispose scope per batch.</summary>
/// <remarks>
/// The same seed gives the same weights, one training at a time: dropout draws from torch's own generator, which a process has once.
/// </remarks>
/// <param name="options">How to train.</param>
public sealed class Trainer(TrainerOptions options)
{
    // Enough for small features to run at full speed, few enough for maps to fit into memory.
    private const int MostRows = 512;
    private const int FewestRows = 16;
    private const int MostValues = 1 << 21;

    /// <summary>Trains a module and leaves it with the weights of the best epoch.</summary>
    /// <param name="module">Inputs <c>[N, ...]</c> to logits <c>[N, 1]</c> (two classes) or <c>[N, classes]</c>.</param>
    /// <param name="train">What to train on.</param>
    /// <param name="validation">What chooses the best epoch.</param>
    /// <param name="progress">Hears of every epoch.</param>
    /// <param name="stage">What to call the work in reports.</param>
    /// <param name="groups">The weights with their shares of the learning rate; null for all of the module's with the whole rate.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public History Fit(
        nn.Module<Tensor, Tensor> module, IBatchSource train, IBatchSource validation, IProgress<ProgressUpdate>? progress = null,
        string stage = "Training the head", IReadOnlyList<TrainedGroup>? groups = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        groups ??= [new TrainedGroup("all", [.. module.parameters()])];
        random.manual_seed(options.Seed);
        using var optimizer = Optimizers.Create("rmsprop", groups);
        using var best = new BestWeights(module);
        var epochs = new List<Epoch>();
        for (var number = 1; number <= options.Epochs; number++)
        {
            var (loss, accuracy) = TrainEpoch(module, optimizer, groups, train, number, cancellation);
            var (validationLoss, validationAccuracy) = Evaluate(module, validation);
            var steps = Steps(train);
            epochs.Add(new Epoch(number, loss, accuracy, validationLoss, validationAccuracy, options.LearningRate * options.RateShare(((long)number * steps) - 1, steps)));
            var history = new History(epochs, options.Monitor);
            if (history.Best.Number == number && !double.IsNaN(validationLoss))
            {
                best.Keep();
            }

            progress?.Report(new ProgressUpdate(stage, number, options.Epochs, $"val_loss {validationLoss:F4}, val_accuracy {validationAccuracy:F4}"));
            if (options.Patience > 0 && number - history.Best.Number >= options.Patience)
            {
                progress.Say($"Stopped after epoch {number}: none better for {options.Patience} epochs.");
                break;
            }
        }

        best.Restore();
        return new History(epochs, options.Monitor);
    }

    /// <summary>Mean loss and accuracy without dropout.</summary>
    public static (double Loss, double Accuracy) Evaluate(nn.Module<Tensor, Tensor> module, IBatchSource data)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(data);
        var (loss, right) = (0.0, 0L);
        ForEachBatch(module, data, (logits, labels) =>
        {
            loss += Loss(logits, labels).item<float>() * labels.shape[0];
            right += Right(logits, labels);
        });
        return (loss / data.Count, (double)right / data.Count);
    }

    /// <summary>Probabilities without dropout: <c>[N, 1]</c> (of the second class) or <c>[N, classes]</c>.</summary>
    public static float[] Predict(nn.Module<Tensor, Tensor> module, IBatchSource data)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(data);
        var outputs = new List<float>();
        ForEachBatch(module, data, (logits, _) => outputs.AddRange(
            (logits.shape[1] == 1 ? logits.sigmoid() : logits.softmax(1)).cpu().data<float>().ToArray()));
        return [.. outputs];
    }

    private static void ForEachBatch(nn.Module<Tensor, Tensor> module, IBatchSource data, Action<Tensor, Tensor> use)
    {
        module.eval();
        using var none = no_grad();
        var size = Math.Clamp(MostValues / Math.Max(1, data.Length), FewestRows, MostRows);
        foreach (var indices in Enumerable.Range(0, data.Count).Chunk(size))
        {
            using var scope = NewDisposeScope();
            var (inputs, labels) = data.Batch(indices, epoch: 0);
            use(module.forward(inputs), labels);
        }
    }

    private static Tensor Loss(Tensor logits, Tensor labels) => logits.shape[1] == 1
        ? nn.functional.binary_cross_entropy_with_logits(logits, labels.to(ScalarType.Float32).reshape(-1, 1))
        : nn.functional.cross_entropy(logits, labels);

    private static long Right(Tensor logits, Tensor labels) => Classes(logits, 0).eq(labels.dim() == 2 ? Classes(labels, 0.5) : labels).sum().item<long>();

    /// <summary>The class with the largest of the values <c>[N, classes]</c>; of <c>[N, 1]</c> the second above a threshold.</summary>
    private static Tensor Classes(Tensor values, double threshold) =>
        values.shape[1] == 1 ? (values.squeeze(1) > threshold).to(ScalarType.Int64) : values.argmax(1);

    private int Steps(IBatchSource train) => (train.Count + options.BatchSize - 1) / options.BatchSize;

    private (double Loss, double Accuracy) TrainEpoch(
        nn.Module<Tensor, Tensor> module, Optimizer optimizer, IReadOnlyList<TrainedGroup> groups, IBatchSource train, int number, CancellationToken cancellation)
    {
        module.train();
        var order = Enumerable.Range(0, train.Count).ToArray();
        new SeededRandom(options.Seed, number).Shuffle(order.AsSpan());
        var (loss, right) = (0.0, 0L);
        var step = (long)(number - 1) * Steps(train);
        foreach (var indices in order.Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (inputs, labels) = train.Batch(indices, number);
            optimizer.ZeroGradients();
            var logits = module.forward(inputs);
            var batchLoss = Loss(logits, labels);
            batchLoss.backward();
            Update(optimizer, groups, options.RateShare(step++, Steps(train)));
            loss += batchLoss.item<float>() * indices.Length;
            right += Right(logits, labels);
        }

        return (loss / train.Count, (double)right / train.Count);
    }

    private void Update(Optimizer optimizer, IReadOnlyList<TrainedGroup> groups, double share)
    {
        var rates = groups.Select(g => options.LearningRate * g.RateShare * share).ToArray();
        if (options.ClipNorm > 0)
        {
            nn.utils.clip_grad_norm_(groups.SelectMany(g => g.Weights).Where(w => w.grad is not null), options.ClipNorm);
        }

        optimizer.Step(rates, options.WeightDecay);
    }
}
