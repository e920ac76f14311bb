using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>The one epoch loop: any task, optimizer and schedule, best epoch by what is monitored, a dispose scope per batch.</summary>
/// <remarks>
/// The same seed gives the same weights, one training at a time: dropout draws from torch's own generator, which a process has once.
/// </remarks>
/// <param name="options">How to train.</param>
/// <param name="task">What is learnt: loss, metric and output activation.</param>
public sealed class Trainer(TrainerOptions options, LearningTask task)
{
    // Enough for small features to run at full speed, few enough for maps to fit into memory.
    private const int MostRows = 512;
    private const int FewestRows = 16;
    private const int MostValues = 1 << 21;

    /// <summary>How much the training samples of each class count, as <see cref="Pipeline.ClassWeights.Parse"/> gives it; null, the default, for 1.</summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>Where training stands after each epoch, and goes on from; null, the default, keeps nothing.</summary>
    internal TrainingCheckpoint? Checkpoint { get; init; }

    /// <summary>Trains a module and leaves it with the weights of the best epoch.</summary>
    /// <param name="module">Inputs <c>[N, ...]</c> to logits <c>[N, K]</c>.</param>
    /// <param name="train">What to train on.</param>
    /// <param name="validation">What chooses the best epoch.</param>
    /// <param name="progress">Hears of every epoch.</param>
    /// <param name="stage">What to call the work in reports.</param>
    /// <param name="groups">The weights with their shares of the learning rate; null for all of the module's with the whole rate.</param>
    /// <param name="cancellation">Stops between two batches.</param>
    /// <exception cref="InvalidOptionsException">There are class weights, and the task has no classes.</exception>
    /// <exception cref="InvalidDataException">The validation loss was not a number in any epoch, or no learning rate was found.</exception>
    public History Fit(
        nn.Module<Tensor, Tensor> module, IBatchSource train, IBatchSource validation, IProgress<ProgressUpdate>? progress = null,
        string stage = "Training the head", IReadOnlyList<TrainedGroup>? groups = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        if (ClassWeights is not null && !(task.AreClasses && ClassWeights.Count == task.Targets))
        {
            throw new InvalidOptionsException([$"There are {ClassWeights.Count} class weights for {task.Words}. Class weights need classes that exclude each other, one weight for each."]);
        }

        groups ??= [new TrainedGroup("all", [.. module.parameters()])];
        using var loss = new TrainingLoss(task, module, ClassWeights);
        using var state = new TrainingState(options, task, module, groups, TrainingPass.Steps(train, options.BatchSize));
        if (Checkpoint is null || !Checkpoint.Restore(state.Restore))
        {
            state.Rate = options.FindLearningRate ? FindRate(module, train, loss, progress, cancellation) : options.Rate;
        }
        else
        {
            progress.Say($"Resumed after epoch {Checkpoint.Epochs} of {options.Epochs}.");
        }

        var pass = new TrainingPass(options, task, module, groups, loss, state);
        while (!state.IsOver)
        {
            var number = state.History.Epochs.Count + 1;
            var (trainLoss, trainMetric, lastRate) = pass.Run(train, number, cancellation);
            var (validationLoss, validationMetric) = Evaluate(module, validation, task);
            state.Add(new Epoch(number, trainLoss, trainMetric, validationLoss, validationMetric, lastRate));
            Checkpoint?.Save(state.Save, number, options.CheckpointEvery);
            progress?.Report(new ProgressUpdate(stage, number, options.Epochs, $"val_loss {validationLoss:F4}, val_{state.History.Metric} {validationMetric:F4}") { History = state.History });
        }

        if (state.History.Epochs.Count < options.Epochs)
        {
            progress.Say($"Stopped after epoch {state.History.Epochs.Count}: none better for {options.Patience} epochs.");
        }

        state.RestoreBest();
        return state.History;
    }

    /// <summary>Mean loss, regularisation included, and the task's first metric, without dropout.</summary>
    public static (double Loss, double Metric) Evaluate(nn.Module<Tensor, Tensor> module, IBatchSource data, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(task);
        using var objective = new TrainingLoss(task, module);
        var (loss, metric) = (0.0, 0.0);
        ForEachBatch(module, data, (logits, targets) =>
        {
            loss += objective.Of(logits, targets).item<float>() * targets.shape[0];
            metric += task.Measure(logits, targets).sum().item<float>();
        });
        return (loss / data.Count, metric / data.Count);
    }

    /// <summary>What the output activation gives without dropout, <c>[N, K]</c>: probabilities (of two classes the second's) or values.</summary>
    public static float[] Predict(nn.Module<Tensor, Tensor> module, IBatchSource data, Models.OutputActivation outputActivation)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(data);
        var outputs = new List<float>();
        ForEachBatch(module, data, (logits, _) => outputs.AddRange(Models.OutputActivations.Activate(outputActivation, logits).cpu().data<float>().ToArray()));
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
            var (inputs, targets) = data.Batch(indices, epoch: 0);
            use(module.forward(inputs), targets);
        }
    }

    private double FindRate(
        nn.Module<Tensor, Tensor> module, IBatchSource train, TrainingLoss loss, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var search = new RateFinderOptions { Optimizer = options.Optimizer, BatchSize = options.BatchSize, Seed = options.Seed };
        var found = RateFinder.Run(module, train, loss.Of, search, cancellation);
        var rate = found.Suggestion ?? throw new InvalidDataException(
            $"The loss falls at no learning rate from {search.Lowest} to {search.Highest}, so none was found. Give one, such as --learning-rate {options.Rate}.");
        progress.Say($"Learning rate: {rate:G3} found in {found.Points.Count} steps; there the loss falls most steeply.");
        return rate;
    }
}
