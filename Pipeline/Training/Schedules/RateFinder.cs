using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>
/// The learning-rate range test (Smith: Cyclical Learning Rates for Training Neural Networks, WACV 2017), as fastai does it: the rate grows
/// exponentially from step to step until the loss breaks away.
/// </summary>
public static class RateFinder
{
    /// <summary>Tries the rates and leaves the module as it was.</summary>
    /// <param name="module">Inputs <c>[N, ...]</c> to logits <c>[N, K]</c>.</param>
    /// <param name="train">The training samples.</param>
    /// <param name="loss">Logits and labels of a batch to a scalar.</param>
    /// <param name="options">The range of rates, the steps, the optimizer.</param>
    /// <param name="cancellation">Stops between two steps and leaves the module as it was, too.</param>
    /// <exception cref="InvalidOptionsException">The options have faults.</exception>
    public static RateFinderResult Run(
        nn.Module<Tensor, Tensor> module, IBatchSource train, Func<Tensor, Tensor, Tensor> loss, RateFinderOptions options,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(train);
        ArgumentNullException.ThrowIfNull(loss);
        ArgumentNullException.ThrowIfNull(options);
        InvalidOptionsException.ThrowIfAny(options.Validate());
        using var before = new BestWeights(module);
        before.Keep();
        try
        {
            module.train();
            return new RateFinderResult(Climb(module, train, loss, options, cancellation));
        }
        finally
        {
            before.Restore();
        }
    }

    private static List<RateFinderPoint> Climb(
        nn.Module<Tensor, Tensor> module, IBatchSource train, Func<Tensor, Tensor, Tensor> loss, RateFinderOptions options,
        CancellationToken cancellation)
    {
        var selection = Optimizers.Table.Parse(options.Optimizer);
        var groups = options.Groups ?? [new TrainedGroup("all", [.. module.parameters()])];
        using var optimizer = Optimizers.Create(selection, groups);
        var points = new List<RateFinderPoint>();
        var (mean, smallest) = (0.0, double.PositiveInfinity);
        foreach (var indices in Batches(train.Count, options).Take(options.Steps))
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            var rate = options.Lowest * Math.Pow(options.Highest / options.Lowest, (double)points.Count / (options.Steps - 1));
            var (inputs, labels) = train.Batch(indices, epoch: 1);
            optimizer.ZeroGradients();
            TrainingLoss.HeadOf(module)?.BeginStep(options.Seed, 0, points.Count);
            var value = loss(module.forward(inputs), labels);
            value.backward();
            optimizer.Step([.. groups.Select(g => rate * g.RateShare)]);
            mean = (options.Smoothing * mean) + ((1 - options.Smoothing) * value.item<float>());
            // A mean that began at 0 is too small by this.
            var smoothed = mean / (1 - Math.Pow(options.Smoothing, points.Count + 1));
            if (double.IsNaN(smoothed) || smoothed > options.Divergence * smallest)
            {
                break;
            }

            points.Add(new RateFinderPoint(rate, value.item<float>(), smoothed));
            smallest = Math.Min(smallest, smoothed);
        }

        optimizer.ZeroGradients();
        return WithoutLag(points, options.Smoothing);
    }

    /// <summary>Smooths backwards as well: a running mean lags behind the rates by as many steps as it is long.</summary>
    private static List<RateFinderPoint> WithoutLag(List<RateFinderPoint> points, double smoothing)
    {
        var (mean, weight) = (0.0, 0.0);
        var smoothed = new RateFinderPoint[points.Count];
        for (var i = points.Count - 1; i >= 0; i--)
        {
            (mean, weight) = ((smoothing * mean) + ((1 - smoothing) * points[i].Smoothed), (smoothing * weight) + 1 - smoothing);
            smoothed[i] = points[i] with { Smoothed = mean / weight };
        }

        return [.. smoothed];
    }

    private static IEnumerable<int[]> Batches(int count, RateFinderOptions options)
    {
        for (var pass = 1; ; pass++)
        {
            var order = Enumerable.Range(0, count).ToArray();
            new SeededRandom(options.Seed, pass).Shuffle(order.AsSpan());
            foreach (var batch in order.Chunk(options.BatchSize))
            {
                yield return batch;
            }
        }
    }
}
