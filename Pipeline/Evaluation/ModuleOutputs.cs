using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>What a trained module says of rows of features, on the processor.</summary>
internal static class ModuleOutputs
{
    /// <summary>What the output activation of its head gives, <c>[N, K]</c>: probabilities (of two classes the second's) or values.</summary>
    public static float[] Of(nn.Module<Tensor, Tensor> module, IFeatureRows rows)
    {
        using var batches = new CachedBatches(rows, CPU);
        return Trainer.Predict(module, batches, TrainingLoss.HeadOf(module)!.OutputActivation);
    }
}
