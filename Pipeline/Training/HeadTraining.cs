using TorchSharp;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Trains heads on cached features.</summary>
internal static class HeadTraining
{
    /// <summary>A new head, trained.</summary>
    /// <param name="views">On how many of the cached views of each image; 0 where none are cached.</param>
    /// <param name="checkpoint">Where training stands after each epoch; null for nowhere.</param>
    public static (Head Head, History History) Fit(
        TrainOptions options, PreparedData data, FeatureScaling scaling, int views, string stage, TrainingCheckpoint? checkpoint, IProgress<ProgressUpdate>? progress,
        CancellationToken cancellation)
    {
        var head = new Head(scaling, data.Task.OutputActivation, data.Task.Outputs, options.Head, options.Trainer.Seed);
        try
        {
            // What is solved for at once needs no other device.
            var device = options.Head.IsLinear ? torch.CPU : data.Device.ToTorch();
            head.to(device);
            using var train = data.HeadBatches(device, views);
            using var validation = new CachedBatches(data.Validation, device);
            if (options.Head.IsLinear)
            {
                var rows = views > 0 ? data.ViewRows(views) : data.Train;
                return (head, LinearHead.Fit(head, data.Task, rows.Row, rows.Labels, data.ClassWeightsOf(options.ClassWeight), train, validation));
            }

            var history = data.Trainer(options.Trainer, options.ClassWeight, checkpoint).Fit(head, train, validation, progress, stage, cancellation: cancellation);
            head.to(torch.CPU);
            return (head, history);
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    /// <summary>A head whose weights are to be loaded.</summary>
    public static Head Build(PreparedData data, TrainOptions options)
    {
        var empty = new FeatureScaling(new float[data.Base.FeatureLength], new float[data.Base.FeatureLength]);
        return new Head(empty, data.Task.OutputActivation, data.Task.Outputs, options.Head, options.Trainer.Seed);
    }

    /// <summary>The validation metric of heads that are trained on 1, 2, 4… and fewer views than are cached. The base does not run.</summary>
    public static IReadOnlyList<ViewMetric> OnFewerViews(
        TrainOptions options, PreparedData data, FeatureScaling scaling, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var metrics = new List<ViewMetric>();
        foreach (var views in ViewCounts.Below(options.Views.Cached))
        {
            var (head, _) = Fit(options, data, scaling, views, $"Comparing with {views} of {options.Views.Cached} views", null, progress, cancellation);
            using var trained = head;
            metrics.Add(new ViewMetric(views, EvaluationResult.MainMetric(NetworkEvaluation.Predict(head, data.Validation, data))));
        }

        return metrics;
    }
}
