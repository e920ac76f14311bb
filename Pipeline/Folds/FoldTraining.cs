using TorchSharp;
using Transfer.Augmentation;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Trains a new head for each fold, on features in memory that all of them share.</summary>
/// <param name="classWeight">As <see cref="ClassWeights.Parse"/> has it, for the training samples of each fold; null for none.</param>
internal sealed class FoldTraining(HeadOptions head, TrainerOptions trainer, LearningTask task, TableData data, string? classWeight = null)
{
    // Keeps the seeds of heads apart from other numbers that are drawn with the same seed.
    private const int Stream = 0x48656164;

    // torch has one generator of random numbers, from which a new head takes its weights.
    private static readonly Lock Torch = new();

    /// <summary>The scores in the order of the folds, the same however many are trained at once.</summary>
    /// <param name="isPlain">Whether all go through <see cref="Trainer"/>, for comparison.</param>
    /// <param name="checkpoint">Has the scores that are known and takes the others; null for none.</param>
    public FoldScore[] Run(
        IReadOnlyList<Fold> folds, IProgress<ProgressUpdate>? progress = null, FoldCheckpoint? checkpoint = null, bool isPlain = false, CancellationToken cancellation = default)
    {
        var scores = new FoldScore[folds.Count];
        var done = 0;
        if (!isPlain && DenseHeadShape.Of(head, trainer, task) is { } shape)
        {
            var parallel = new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation };
            Parallel.For(0, scores.Length, parallel, i => Train(i, (made, fold, options) =>
                new DenseHeadTrainer(options, data.Features, data.Labels, Weights(fold)).Fit(made, shape, fold.Train, fold.Validation, cancellation)));
            return scores;
        }

        using var all = task.AreClasses
            ? new TensorDataset(data.Features, [data.Length], data.Labels, torch.CPU)
            : new TensorDataset(data.Features, [data.Length], data.Targets, data.TargetNames.Count, torch.CPU);
        for (var i = 0; i < scores.Length; i++)
        {
            Train(i, (made, fold, options) =>
            {
                using var train = new Subset(all, fold.Train);
                using var validation = new Subset(all, fold.Validation);
                cancellation.ThrowIfCancellationRequested();
                return head.IsLinear
                    ? LinearHead.Fit(made, task, s => Row(fold.Train[s]), Labels(fold), Weights(fold), train, validation)
                    : new Trainer(options, task) { ClassWeights = Weights(fold) }.Fit(made, train, validation, cancellation: cancellation);
            });
        }

        return scores;

        void Train(int i, Func<Head, Fold, TrainerOptions, History> fit)
        {
            var fold = folds[i];
            if (checkpoint?.Find(fold) is { } known)
            {
                (scores[i], _) = (known, Interlocked.Increment(ref done));
                return;
            }

            var options = trainer with { Seed = (long)(new SeededRandom(trainer.Seed, Stream, fold.Repeat, fold.Number).NextUInt64() >> 1) };
            using var made = New(fold, options.Seed);
            var best = fit(made, fold, options).Best;
            scores[i] = new FoldScore(fold.Repeat, fold.Number, fold.Train.Length, fold.Validation.Length, best.Number, best.ValidationLoss, best.ValidationMetric);
            checkpoint?.Add(scores[i]);
            progress?.Report(new ProgressUpdate("Folds", Interlocked.Increment(ref done), scores.Length, "heads"));
        }
    }

    /// <summary>A head whose features are scaled as the training samples of the fold want it.</summary>
    private Head New(Fold fold, long seed)
    {
        var scaling = FeatureScaling.Measure(i => Row(fold.Train[i]), fold.Train.Length, data.Length);
        lock (Torch)
        {
            return new Head(scaling, task.OutputActivation, task.Outputs, head, seed);
        }
    }

    private ReadOnlySpan<float> Row(int sample) => data.Features.AsSpan(sample * data.Length, data.Length);

    private long[] Labels(Fold fold) => Array.ConvertAll(fold.Train, i => data.Labels[i]);

    private float[]? Weights(Fold fold) => ClassWeights.Of(classWeight, task, data.Classes, () => Labels(fold));
}
