using static TorchSharp.torch;

namespace Transfer.Pipeline.Evaluation;

/// <summary>Computes a trained module's outputs for feature rows, on the CPU.</summary>
internal static class ModuleOutputs
{
    /// <returns>The values of the output activation, <c>[N, K]</c>: probabilities (for two classes, of the second one) or values.</returns>
    /// <param name="temperature">The divisor of the logits.</param>
    public static float[] Of(nn.Module<Tensor, Tensor> module, IFeatureRows rows, double temperature = 1)
    {
        using var batches = new CachedBatches(rows, CPU);
        return Trainer.Predict(module, batches, TrainingLoss.HeadOf(module)!.OutputActivation, temperature);
    }
}
