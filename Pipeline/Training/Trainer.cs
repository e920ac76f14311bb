using System.Globalization;
using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>
/// The one epoch loop: order of the samples, schedule of the learning rate, history, best epoch, early stopping and checkpoints. An
/// <see cref="ITrainingEngine"/> does the steps.
/// </summary>
/// <remarks>The same seed gives the same weights, also where several trainings run at once.</remarks>
/// <param name="options">How to train.</param>
/// <param name="task">What is learnt: loss, metric and output activation.</param>
public sealed class Trainer(TrainerOptions options, LearningTask task)
{
    // Enough for small features to run at full speed, few enough for maps to fit into memory.
    private const int MostRows = 512;
    private const int FewestRows = 16;
    private const int MostValues = 1 << 21;

    // The rates that a search tries, relative to the usual one.
    private const double SearchRange = 1000;

    /// <summary>
    /// The weight of each class in the training loss, as <see cref="Training.ClassWeights.Parse"/> gives it; null, the default, for 1.
    /// </summary>
    public IReadOnlyList<float>? ClassWeights { get; init; }

    /// <summary>What the training is called in progress updates. Default <c>Training the head</c>.</summary>
    public string Stage { get; init; } = "Training the head";

    /// <summary>
    /// Whether the module was trained before: its weights are kept where no epoch is better, and its outputs are in the unit of the
    /// targets; only values have one. Default false.
    /// </summary>
    public bool IsContinued { get; init; }

    /// <summary>The names of the values that are learnt, for messages; null, the default, for their numbers.</summary>
    internal IReadOnlyList<string>? TargetNames { get; init; }

    /// <summary>The rate around which one is searched for; null, the default, for the optimizer's.</summary>
    internal double? UsualRate { get; init; }

    /// <summary>The number of epochs where it is automatic and epochs are not cheap.</summary>
    internal int UsualEpochs { get; init; } = EpochPlan.Usual;

    /// <summary>Whether an automatic number of epochs is extended while they get better. Default false.</summary>
    internal bool HasCheapEpochs { get; init; }

    /// <summary>Chooses shares of the learning rate when all else of the training is known; null, the default, for those given.</summary>
    internal Func<TrainingJob, IReadOnlyList<TrainedGroup>>? ChooseShares { get; init; }

    /// <summary>Is called after each epoch, when the module has its weights; null, the default, for nothing.</summary>
    internal Action? EpochEnded { get; init; }

    /// <summary>Where the state of the training is saved, and resumed from; null, the default, for nowhere.</summary>
    internal TrainingCheckpoint? Checkpoint { get; init; }

    /// <summary>Whether a <see cref="DenseEngine"/> trains where it can; TorchSharp trains everywhere else. Default false.</summary>
    internal bool PrefersDenseEngine { get; init; }

    /// <summary>Trains a module and leaves it with the weights of the best epoch.</summary>
    /// <remarks>
    /// A head or network that learns values is trained on standardized targets: less their mean, divided by their standard deviation,
    /// each over the training samples. Losses in the history are of those, the metric is in the unit of the targets. Afterwards the
    /// outputs of the module are in the unit of the targets. Values of a sigmoid stay as they are, and so do those of other modules.
    /// </remarks>
    /// <param name="module">Inputs <c>[N, ...]</c> to logits <c>[N, K]</c>.</param>
    /// <param name="train">The training samples.</param>
    /// <param name="validation">The validation samples, which decide the best epoch.</param>
    /// <param name="groups">
    /// The weights with their shares of the learning rate; null for all weights of the module with the whole rate.
    /// </param>
    /// <param name="context">Receives progress after every epoch, and cancels between two batches; null for neither.</param>
    /// <exception cref="InvalidOptionsException">
    /// There are class weights, and the task has no classes or another number of them.
    /// </exception>
    /// <exception cref="InvalidDataException">The validation loss was not a number in any epoch.</exception>
    /// <exception cref="OperationCanceledException">The context was cancelled.</exception>
    public History Fit(
        nn.Module<Tensor, Tensor> module, IBatchSource train, IBatchSource validation, IReadOnlyList<TrainedGroup>? groups = null,
        RunContext? context = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(validation);
        if (ClassWeights is not null && !(task.AreClasses && ClassWeights.Count == task.Targets))
        {
            throw new InvalidOptionsException([
                $"There are {ClassWeights.Count} class weights for {task.Words}. "
                + "Class weights need classes that exclude each other, one weight for each."]);
        }

        context ??= RunContext.None;
        var head = TrainingLoss.HeadOf(module);
        var scaling = head is null ? null : TargetScaling.Measure(task, train);
        foreach (var remark in scaling?.Remarks(TargetNames ?? [.. Enumerable.Range(1, task.Outputs).Select(Number)]) ?? [])
        {
            context.Say(remark);
        }

        if (IsContinued)
        {
            scaling?.Unfold(head!);
        }

        var parsed = ParsedTrainerOptions.Of(options);
        var job = new TrainingJob
        {
            Options = parsed,
            Epochs = EpochPlan.Of(parsed, UsualEpochs, HasCheapEpochs),
            Scaling = scaling,
            Task = task,
            Module = module,
            Train = train,
            Validation = validation,
            Groups = groups,
            ClassWeights = ClassWeights,
        };
        job = ChooseShares is null ? job : job with { Groups = ChooseShares(job) };
        using var engine = EngineOf(job);
        var state = new TrainingState(job, engine);
        if (Checkpoint?.Restore(state.Restore) == true)
        {
            context.Say($"Resumed after epoch {Checkpoint.Epochs} of {state.ExpectedEpochs}.");
        }
        else
        {
            Begin(state, job, context);
        }

        while (!state.IsOver)
        {
            var epoch = state.RunEpoch(context.Cancellation);
            EpochEnded?.Invoke();
            Checkpoint?.Save(state.Save, epoch.Number, options.CheckpointEvery);
            var values = state.History.Describe(epoch);
            context.Progress?.Report(new ProgressUpdate(Stage, epoch.Number, state.ExpectedEpochs, values) { History = state.History });
        }

        var history = state.History with
        {
            HasConverged = state.HasConverged,
            RateSearch = state.Search,
            FoundRate = state.Search is null ? null : state.Rate,
        };
        if (state.HasConverged && history.Epochs.Count > job.Epochs.Least && history.Epochs.Count < job.Epochs.Most)
        {
            context.Say($"Stopped after epoch {history.Epochs.Count}: none "
                + $"{(job.Epochs.SmallestGain > 0 ? "noticeably " : "")}better for {job.Epochs.Patience} epochs.");
        }

        if (double.IsNaN(history.Best.ValidationLoss))
        {
            throw new InvalidDataException(
                "The validation loss was not a number in any epoch, so there is no best one. "
                + "Lower the learning rate, and check the preprocessing.");
        }

        engine.RestoreBest();
        scaling?.Fold(head!);
        return history;
    }

    /// <summary>
    /// The mean loss, with the penalty of regularized weights, and the task's first metric, without dropout; both in the unit of the
    /// targets. The loss is that of an evaluation, plus the penalty.
    /// </summary>
    public static (double Loss, double Metric) Evaluate(nn.Module<Tensor, Tensor> module, IBatchSource data, LearningTask task)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(task);
        using var objective = new TrainingLoss(task, module);
        return Evaluate(module, data, objective);
    }

    /// <summary>The mean of a loss and of its metric, without dropout.</summary>
    internal static (double Loss, double Metric) Evaluate(nn.Module<Tensor, Tensor> module, IBatchSource data, TrainingLoss objective)
    {
        var (loss, metric) = (0.0, 0.0);
        ForEachBatch(module, data, (logits, targets) =>
        {
            loss += objective.Measured(logits, targets).item<double>() * targets.shape[0];
            metric += objective.Measure(logits, targets).sum().to(ScalarType.Float64).item<double>();
        });
        return (loss / data.Count, metric / data.Count);
    }

    /// <summary>
    /// The outputs of the output activation, without dropout, <c>[N, K]</c>: probabilities (of two classes the second's) or values.
    /// </summary>
    /// <param name="temperature">The divisor of the logits.</param>
    public static float[] Predict(
        nn.Module<Tensor, Tensor> module, IBatchSource data, OutputActivation outputActivation, double temperature = 1)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(data);
        var outputs = new List<float>();
        ForEachBatch(module, data, (logits, _) =>
        {
            var scaled = temperature == 1 ? logits : logits.Times(1 / temperature);
            outputs.AddRange(outputActivation.Activate(scaled).cpu().data<float>().ToArray());
        });
        return [.. outputs];
    }

    /// <summary>What is done once, before the first epoch.</summary>
    private void Begin(TrainingState state, TrainingJob job, RunContext context)
    {
        if (IsContinued)
        {
            state.KeepStart();
        }

        if (options.FindLearningRate)
        {
            var usual = UsualRate ?? job.Options.LearningRate;
            state.Search = FindRate(job, context);
            state.Rate = state.Search.Within(usual);
            context.Say($"Learning rate: {Number(state.Rate)} found in {state.Search.Points.Count} steps, within a tenth to ten times of "
                + $"{Number(usual)}.");
        }
    }

    private ITrainingEngine EngineOf(TrainingJob job) =>
        (PrefersDenseEngine ? DenseEngine.TryCreate(job) : null) is { } dense ? dense : new TorchEngine(job);

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

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Number(double number) => number.ToString("G3", CultureInfo.InvariantCulture);

    private RateFinderResult FindRate(TrainingJob job, RunContext context)
    {
        var (options, usual) = (job.Options.Given, UsualRate ?? job.Options.LearningRate);
        var search = new RateFinderOptions
        {
            Lowest = usual / SearchRange,
            Highest = usual * SearchRange,
            Optimizer = options.Optimizer,
            BatchSize = options.BatchSize,
            Seed = options.Seed,
            Groups = job.Groups,
        };
        using var loss = TrainingLoss.Of(job);
        return RateFinder.Run(job.Module, job.Train, loss.Of, search, context.Cancellation);
    }
}
