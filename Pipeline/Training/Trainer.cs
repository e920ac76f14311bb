using Transfer.Augmentation;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>The one epoch loop: RMSprop, best epoch by validation loss, a dispose scope per batch.</summary>
/// <remarks>
/// The same seed gives the same weights, one training at a time: dropout draws from torch's own generator, which a process has once.
/// </remarks>
/// <param name="options">How to train.</param>
public sealed class Trainer(TrainerOptions options)
{
    private const int EvaluationBatch = 512;

    // Keras' RMSprop: rho 0.9, epsilon 1e-7.
    private const double Rho = 0.9;
    private const double Epsilon = 1e-7;

    /// <summary>Trains a module and leaves it with the weights of the best epoch.</summary>
    /// <param name="module">Inputs <c>[N, ...]</c> to logits <c>[N, 1]</c> (two classes) or <c>[N, classes]</c>.</param>
    /// <param name="train">What to train on.</param>
    /// <param name="validation">What chooses the best epoch.</param>
    /// <param name="progress">Hears of every epoch.</param>
    /// <param name="stage">What to call the work in reports.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    public History Fit(
        nn.Module<Tensor, Tensor> module, LabelledTensors train, LabelledTensors validation, IProgress<ProgressUpdate>? progress = null,
        string stage = "Training the head", CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        random.manual_seed(options.Seed);
        using var optimizer = optim.RMSProp(module.parameters(), options.LearningRate, alpha: Rho, eps: Epsilon);
        using var best = new BestWeights(module);
        var epochs = new List<Epoch>();
        for (var number = 1; number <= options.Epochs; number++)
        {
            var (loss, accuracy) = TrainEpoch(module, optimizer, train, number, cancellation);
            var (validationLoss, validationAccuracy) = Evaluate(module, validation);
            var epoch = new Epoch(number, loss, accuracy, validationLoss, validationAccuracy);
            epochs.Add(epoch);
            best.Offer(validationLoss);
            progress?.Report(new ProgressUpdate(stage, number, options.Epochs, $"val_loss {validationLoss:F4}, val_accuracy {validationAccuracy:F4}"));
        }

        best.Restore();
        return new History(epochs);
    }

    /// <summary>Mean loss and accuracy without dropout.</summary>
    public static (double Loss, double Accuracy) Evaluate(nn.Module<Tensor, Tensor> module, LabelledTensors data)
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
    public static float[] Predict(nn.Module<Tensor, Tensor> module, LabelledTensors data)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(data);
        var outputs = new List<float>();
        ForEachBatch(module, data, (logits, _) => outputs.AddRange(
            (logits.shape[1] == 1 ? logits.sigmoid() : logits.softmax(1)).cpu().data<float>().ToArray()));
        return [.. outputs];
    }

    private static void ForEachBatch(nn.Module<Tensor, Tensor> module, LabelledTensors data, Action<Tensor, Tensor> use)
    {
        module.eval();
        using var none = no_grad();
        for (var start = 0; start < data.Count; start += EvaluationBatch)
        {
            using var scope = NewDisposeScope();
            var length = Math.Min(EvaluationBatch, data.Count - start);
            use(module.forward(data.Inputs.narrow(0, start, length)), data.Labels.narrow(0, start, length));
        }
    }

    private static Tensor Loss(Tensor logits, Tensor labels) => logits.shape[1] == 1
        ? nn.functional.binary_cross_entropy_with_logits(logits.squeeze(1), labels.to(ScalarType.Float32))
        : nn.functional.cross_entropy(logits, labels);

    private static long Right(Tensor logits, Tensor labels) =>
        (logits.shape[1] == 1 ? (logits.squeeze(1) > 0).to(ScalarType.Int64) : logits.argmax(1)).eq(labels).sum().item<long>();

    private (double Loss, double Accuracy) TrainEpoch(
        nn.Module<Tensor, Tensor> module, optim.Optimizer optimizer, LabelledTensors train, int number, CancellationToken cancellation)
    {
        module.train();
        var order = new long[train.Count];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        new SeededRandom(options.Seed, number).Shuffle(order.AsSpan());
        var (loss, right) = (0.0, 0L);
        foreach (var indices in order.Chunk(options.BatchSize))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var index = tensor(indices, device: train.Inputs.device);
            var labels = train.Labels.index_select(0, index);
            optimizer.zero_grad();
            var logits = module.forward(train.Inputs.index_select(0, index));
            var batchLoss = Loss(logits, labels);
            batchLoss.backward();
            optimizer.step();
            loss += batchLoss.item<float>() * indices.Length;
            right += Right(logits, labels);
        }

        return (loss / train.Count, (double)right / train.Count);
    }
}
