using TorchSharp;
using Transfer.Augmentation;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Trains a new head for each fold of a plan, on features in memory that all of them share.</summary>
internal sealed class FoldTraining(HeadOptions head, TrainerOptions trainer, float[] features, long[] labels, int classes)
{
    // Keeps the seeds of heads apart from other numbers that are drawn with the same seed.
    private const int Stream = 0x48656164;

    // torch has one generator of random numbers, from which a new head takes its weights.
    private static readonly Lock Torch = new();

    private readonly int _length = features.Length / labels.Length;

    /// <summary>The scores in the order of the plan, the same however many are trained at once.</summary>
    /// <param name="isPlain">Whether all go through <see cref="Trainer"/>, for comparison.</param>
    public FoldScore[] Run(IReadOnlyList<Fold> folds, IProgress<ProgressUpdate>? progress = null, bool isPlain = false, CancellationToken cancellation = default)
    {
        var scores = new FoldScore[folds.Count];
        var shape = isPlain ? null : DenseHeadShape.Of(head, Optimizers.Table.Parse("rmsprop"));
        var done = 0;
        if (shape is not null && trainer.ClipNorm == 0)
        {
            Parallel.For(0, scores.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount, CancellationToken = cancellation }, i =>
            {
                scores[i] = Train(folds[i], (made, fold, options) => new DenseHeadTrainer(options, features, labels).Fit(made, shape, fold.Train, fold.Validation, cancellation));
                Report();
            });
            return scores;
        }

        using var all = new LabelledTensors(features, [_length], labels, torch.CPU);
        for (var i = 0; i < scores.Length; i++)
        {
            scores[i] = Train(folds[i], (made, fold, options) =>
            {
                using var train = new SomeSamples(all, fold.Train);
                using var validation = new SomeSamples(all, fold.Validation);
                return new Trainer(options).Fit(made, train, validation, cancellation: cancellation);
            });
            Report();
        }

        return scores;

        void Report() => progress?.Report(new ProgressUpdate("Folds", Interlocked.Increment(ref done), scores.Length, "heads"));
    }

    private FoldScore Train(Fold fold, Func<Head, Fold, TrainerOptions, History> fit)
    {
        var options = trainer with { Seed = (long)(new SeededRandom(trainer.Seed, Stream, fold.Repeat, fold.Number).NextUInt64() >> 1) };
        var scaling = FeatureScaling.Measure(i => features.AsSpan(fold.Train[i] * _length, _length), fold.Train.Length, _length);
        Head made;
        lock (Torch)
        {
            made = new Head(scaling, classes, head, options.Seed);
        }

        using (made)
        {
            var best = fit(made, fold, options).Best;
            return new FoldScore(fold.Repeat, fold.Number, fold.Train.Length, fold.Validation.Length, best.Number, best.ValidationLoss, best.ValidationAccuracy);
        }
    }
}
