using static TorchSharp.torch;

namespace Transfer.Models.Heads;

/// <summary>Computes output activations.</summary>
internal static class OutputActivations
{
    /// <summary>Logits <c>[N, K]</c> to outputs <c>[N, K]</c>.</summary>
    public static Tensor Activate(this OutputActivation outputActivation, Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return outputActivation switch
        {
            OutputActivation.Sigmoid => logits.sigmoid(),
            OutputActivation.Softmax => logits.softmax(1),
            OutputActivation.Exponential => logits.exp(),
            _ => logits,
        };
    }
}
