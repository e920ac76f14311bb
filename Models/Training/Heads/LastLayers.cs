using static TorchSharp.torch;

namespace Transfer.Models;

/// <summary>What last layers compute.</summary>
public static class LastLayers
{
    /// <summary>Logits <c>[N, K]</c> to outputs <c>[N, K]</c>.</summary>
    public static Tensor Activate(this LastLayer lastLayer, Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return lastLayer switch
        {
            LastLayer.Sigmoid => logits.sigmoid(),
            LastLayer.Softmax => logits.softmax(1),
            LastLayer.Exponential => logits.exp(),
            _ => logits,
        };
    }
}
