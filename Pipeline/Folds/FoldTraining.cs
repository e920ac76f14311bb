using TorchSharp;

namespace Transfer.Pipeline.Folds;

/// <summary>Trains a new head for each fold, on features in memory that all of them share.</summary>
/// <param name="classWeight">As <see cref="ClassWeights.Parse"/> has it, for the training samples of each fold; null for none.</param>
internal sealed class FoldTraining(HeadOptions head, TrainerOptions options, LearningTask task, TableData data, string? classWeight = null)
{
    // Keeps the seeds of heads apart from other numbers that are drawn with the same seed.
    private const int Stream = 0x48656164;

    /// <summary>Whether the engine for dense heads trains where it can. Default true; false compares with TorchSharp.</summary>
    public bool PrefersDenseEngine { get; init; } = true;

    /// <summary>What is done with each head before it is measured; null, the default, for nothing.</summary>
    public IHeadRefinement? Refinement { get; init; }

    /// <summary>The outcomes in the order of the folds.</summary>
    /// <param name="checkpoint">Has the outcomes that are known and takes the others; null for none.</param>
    public FoldOutcome[] Run(IReadOnlyList<Fold> folds, RunContext context, FoldCheckpoint? checkpoint = null)
    {
        var outcomes = new FoldOutcome[folds.Count];
        var done = 0;
        using var all = Dataset();
        // The other trainings use all cores each.
        var isOnOneCore = Refinement is not { UsesAllCores: true } && (head.IsLinear
            || (PrefersDenseEngine && DenseHeadShape.Of(head, ParsedTrainerOptions.Of(options), task) is not null));
        var parallel = new ParallelOptions
        {
            MaxDegreeOfParallelism = isOnOneCore ? Environment.ProcessorCount : 1,
            CancellationToken = context.Cancellation,
        };
        Parallel.For(0, outcomes.Length, parallel, i =>
        {
            if (checkpoint?.Find(folds[i]) is { } known)
            {
                (outcomes[i], _) = (known, Interlocked.Increment(ref done));
                return;
            }

            outcomes[i] = Train(all, folds[i], context with { Progress = null }, (head, history, validation) =>
                Refinement?.Measure(folds[i], head, history.Best, context)
                    ?? new FoldOutcome(ScoreOf(folds[i], history.Best), Outputs(head, validation)));
            checkpoint?.Add(outcomes[i]);
            context.Progress?.Report(new ProgressUpdate(Stages.Folds, Interlocked.Increment(ref done), outcomes.Length, "heads"));
        });
        return outcomes;
    }

    /// <summary>
    /// The outputs of the head of each fold for samples that have no part in any fold, not even in the choice of the best epoch.
    /// </summary>
    /// <param name="others">The rows of the samples.</param>
    /// <returns><c>[N, K]</c> for each fold.</returns>
    public float[][] Predict(IReadOnlyList<Fold> folds, int[] others, RunContext context)
    {
        using var all = Dataset();
        using var rows = new Subset(all, others);
        return [.. folds.Select(fold => Train(all, fold, context with { Progress = null }, (head, _, _) =>
            Refinement?.PredictHeldOut(fold, head, context) ?? Outputs(head, rows)))];
    }

    private TensorDataset Dataset() => task.AreClasses
        ? new TensorDataset(data.Features, [data.Length], data.Labels, torch.CPU)
        : new TensorDataset(data.Features, [data.Length], data.Targets, data.TargetNames.Count, torch.CPU);

    private float[] Outputs(Head trained, IBatchSource rows) =>
        OpenMpThreads.OnCallingThread(() => Trainer.Predict(trained, rows, task.OutputActivation));

    private static FoldScore ScoreOf(Fold fold, Epoch best) => new(
        fold.Repeat, fold.Number, fold.Train.Length, fold.Validation.Length, best.Number, best.ValidationLoss, best.ValidationMetric);

    /// <summary>Trains the head of a fold, and takes from it what is wanted.</summary>
    private T Train<T>(TensorDataset all, Fold fold, RunContext context, Func<Head, History, Subset, T> take)
    {
        var seed = (long)(new SeededRandom(options.Seed, Stream, fold.Repeat, fold.Number).NextUInt64() >> 1);
        // Features are scaled by the training samples of the fold.
        var scaling = FeatureScaling.Measure(
            i => data.Features.AsSpan(fold.Train[i] * data.Length, data.Length), fold.Train.Length, data.Length);
        var weights = ClassWeights.Of(classWeight, task, data.Classes, () => Array.ConvertAll(fold.Train, i => data.Labels[i]));
        using var trained = new Head(scaling, task.OutputActivation, task.Outputs, head, seed);
        using var train = new Subset(all, fold.Train);
        using var validation = new Subset(all, fold.Validation);
        var trainer = new Trainer(options with { Seed = seed }, task)
        {
            ClassWeights = weights,
            PrefersDenseEngine = PrefersDenseEngine,
            HasCheapEpochs = true,
        };
        var history = head.IsLinear
            ? LinearHead.Fit(trained, task, weights, train, validation)
            : trainer.Fit(trained, train, validation, context: context);
        return take(trained, history, validation);
    }
}
