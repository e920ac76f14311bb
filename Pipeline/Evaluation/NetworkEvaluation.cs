using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>What a trained module says of the images of a split, on the processor.</summary>
internal static class NetworkEvaluation
{
    /// <summary>What the output activation of its head gives, <c>[N, K]</c>: probabilities (of two classes the second's) or values.</summary>
    public static float[] Predict(nn.Module<Tensor, Tensor> module, FeatureRows rows)
    {
        using var batches = new CachedBatches(rows, CPU);
        return Trainer.Predict(module, batches, TrainingLoss.HeadOf(module)!.OutputActivation);
    }

    /// <summary>The same beside the truth.</summary>
    public static Predictions Predict(nn.Module<Tensor, Tensor> module, FeatureRows rows, PreparedData data) => new()
    {
        Task = data.Task,
        Names = data.Dataset.Classes,
        Samples = [.. rows.Samples.Select(s => Path.GetRelativePath(data.Folder, s.Path).Replace('\\', '/'))],
        Outputs = Predict(module, rows),
        Targets = rows.Targets ?? Array.ConvertAll(rows.Labels, l => (float)l),
    };
}
