using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>What a trained module says of the pictures of a split, on the processor.</summary>
internal static class NetworkEvaluation
{
    /// <summary>Probabilities, <c>[N, 1]</c> or <c>[N, classes]</c>.</summary>
    public static float[] Predict(nn.Module<Tensor, Tensor> module, FeatureRows rows)
    {
        using var batches = new CachedBatches(rows, CPU);
        return Trainer.Predict(module, batches);
    }
}
