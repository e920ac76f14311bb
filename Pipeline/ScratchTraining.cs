using TorchSharp;
using Transfer.Models;
using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Trains a whole network from random weights: the course's first method, to compare transfer learning with.</summary>
internal static class ScratchTraining
{
    /// <summary>The network with a new head, whose features are not scaled: nothing is known of them yet.</summary>
    public static TransferNetwork Build(PreparedData data, TrainOptions options)
    {
        var graph = new TrainableGraph(data.Backbone.Graph, data.Cut, data.End.Name, data.ImageSize) { LearnsStatistics = true };
        var scale = new float[data.EndLength];
        Array.Fill(scale, 1);
        return new TransferNetwork(graph, data.EndPooling, new Head(new FeatureScaling(new float[data.EndLength], scale), data.Task.OutputActivation, data.Task.Outputs, options.Head, options.Trainer.Seed));
    }

    /// <summary>The network to be trained, with random weights.</summary>
    public static PreparedData Open(TrainOptions options, IProgress<ProgressUpdate>? progress)
    {
        var seed = options.Trainer.Seed;
        return options.FromScratch == ScratchNetwork.Small
            ? PreparedData.Open(options with { Pooling = Pooling.None }, progress, "all", Backbone.Small(seed))
            : PreparedData.Open(options, progress, "all", Backbone.Load(options.Model).FromScratch(seed));
    }

    public static History Fit(PreparedData data, TransferNetwork network, TrainOptions options, TrainingCheckpoint checkpoint, IProgress<ProgressUpdate>? progress, CancellationToken cancellation)
    {
        var device = data.Device.ToTorch();
        network.to(device);
        using var train = data.NetworkBatches(device);
        using var validation = new CachedBatches(data.Validation, device);
        var history = data.Trainer(options.Trainer, options.ClassWeight, checkpoint).Fit(network, train, validation, progress, "Training from scratch", cancellation: cancellation);
        network.to(CPU);
        return history;
    }
}
