using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>
/// Finds a learning rate for each block of a pretrained network with which training changes the weights of all by about one percent: the
/// weights of two networks, and of two blocks, differ in size by so much that no single rate suits all.
/// </summary>
/// <remarks>
/// A few steps with a rate that changes next to nothing show how far the optimizer moves each block, relative to the norm of its weights.
/// An update is proportional to the rate, and the change grows with the root of the number of steps, as that of a random walk: the weights
/// that are kept in the end are those of an epoch before the last, as a rule, and much of a gradient is noise. What many blocks change adds
/// up in the outputs, as the sum of squares: each of n blocks has one percent divided by the root of n. With one percent for each, a
/// network of 18 blocks forgets all that it was trained for within an epoch.
/// </remarks>
internal static class BlockRates
{
    // The norm of the change over the norm of the weights, at the end of training, for all blocks together.
    private const double Change = 0.01;

    // The first steps of an optimizer are larger or smaller than the others, until its averages are those of many gradients.
    private const int WarmUp = 12;
    private const int Steps = 12;

    // How much of that change the weights that are kept have, as measured on efficientnet-lite0 (docs/measurements.md).
    private const double Kept = 0.5;

    // Of the learning rate of the head: the weights stay where they are, as far as gradients are concerned.
    private const double Probe = 0.01;

    /// <summary>The norm of the change of each of some blocks over the norm of its weights, at the end of training.</summary>
    public static double ChangeOf(int blocks) => Change / Math.Sqrt(blocks);

    /// <summary>The groups of a job with the shares of the learning rate that were found; the head keeps the whole rate.</summary>
    /// <param name="job">What is trained, with the head's group last; the module is left as it was.</param>
    public static IReadOnlyList<TrainedGroup> Find(TrainingJob job, CancellationToken cancellation)
    {
        var (blocks, head) = (job.Groups!.SkipLast(1).ToList(), job.Groups![^1]);
        using var before = new BestWeights(job.Module);
        before.Keep();
        try
        {
            var changes = Changes(job, blocks, cancellation);
            var steps = (double)job.Epochs.Most * ((job.Train.Count + job.Options.Given.BatchSize - 1) / job.Options.Given.BatchSize);
            var most = Optimizers.Find(job.Options.Optimizer).LearningRate / job.Options.LearningRate;
            // A block that nothing moves has the rate of the head.
            double Share(double change) => change > 0
                ? Math.Min(Math.Max(1, most), Probe * ChangeOf(blocks.Count) / (Kept * change * Math.Sqrt(Math.Max(1, steps / Steps)))) : 1;
            return [.. blocks.Zip(changes, (block, change) => block with { RateShare = Share(change) }), head];
        }
        finally
        {
            before.Restore();
        }
    }

    /// <summary>The relative change of each block.</summary>
    private static List<double> Changes(TrainingJob job, List<TrainedGroup> blocks, CancellationToken cancellation)
    {
        using var all = NewDisposeScope();
        List<List<Tensor>> start = [];
        using var loss = TrainingLoss.Of(job);
        using var optimizer = Optimizers.Create(job.Options.Optimizer, job.Groups!);
        double[] rates = [.. job.Groups!.Select(_ => job.Options.LearningRate * Probe)];
        var options = job.Options.Given;
        job.Module.train();
        foreach (var (step, samples) in Batches(job).Take(WarmUp + Steps).Index())
        {
            start = step == WarmUp ? [.. blocks.Select(Copy)] : start;
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var (inputs, targets) = job.Train.Batch(samples, epoch: 1);
            optimizer.ZeroGradients();
            TrainingLoss.HeadOf(job.Module)?.BeginStep(options.Seed, 0, step);
            loss.Of(job.Module.forward(inputs), targets).backward();
            optimizer.Step(rates);
        }

        optimizer.ZeroGradients();
        return RelativeChanges(blocks, start);
    }

    private static List<Tensor> Copy(TrainedGroup block)
    {
        using var none = no_grad();
        return [.. block.Weights.Select(weight => weight.detach().clone())];
    }

    private static List<double> RelativeChanges(List<TrainedGroup> blocks, List<List<Tensor>> start)
    {
        using var none = no_grad();
        return [.. blocks.Zip(start, (block, before) =>
        {
            var change = block.Weights.Zip(before, (weight, old) => Square(weight - old)).Sum();
            return Math.Sqrt(change / Math.Max(double.Epsilon, before.Sum(Square)));
        })];
    }

    private static double Square(Tensor values)
    {
        using var scope = NewDisposeScope();
        return (values * values).sum(ScalarType.Float64).item<double>();
    }

    private static IEnumerable<int[]> Batches(TrainingJob job)
    {
        for (var pass = 1; ; pass++)
        {
            var order = Enumerable.Range(0, job.Train.Count).ToArray();
            new SeededRandom(job.Options.Given.Seed, pass).Shuffle(order.AsSpan());
            foreach (var batch in order.Chunk(job.Options.Given.BatchSize))
            {
                yield return batch;
            }
        }
    }
}
