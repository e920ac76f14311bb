using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>What a trained module says of the pictures of a split, on the processor.</summary>
internal static class NetworkEvaluation
{
    /// <summary>What the last layer of its head gives, <c>[N, K]</c>: probabilities (of two classes the second's) or values.</summary>
    public static float[] Predict(nn.Module<Tensor, Tensor> module, FeatureRows rows)
    {
        using var batches = new CachedBatches(rows, CPU);
        return Trainer.Predict(module, batches, TrainingLoss.HeadOf(module)!.LastLayer);
    }

    /// <summary>The same beside the truth.</summary>
    public static Predictions Predict(nn.Module<Tensor, Tensor> module, FeatureRows rows, PreparedData data) => new()
    {
        Problem = data.Problem,
        Names = data.Dataset.Classes,
        Samples = [.. rows.Samples.Select(s => Path.GetRelativePath(data.Folder, s.Path).Replace('\\', '/'))],
        Outputs = Predict(module, rows),
        Targets = rows.Targets ?? Array.ConvertAll(rows.Labels, l => (float)l),
    };
}
