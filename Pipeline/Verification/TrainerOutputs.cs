using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Computes what base and head in the trainer give for images, in float32 as an exported file does.</summary>
internal static class TrainerOutputs
{
    /// <param name="prepared">Images as the network takes them, <c>[count, 3, ImageSize, ImageSize]</c>.</param>
    /// <param name="temperature">The divisor of the logits.</param>
    /// <returns>Their features at the cut, <c>[count, F]</c>, and the outputs, <c>[count, K]</c>.</returns>
    public static (float[] Features, float[] Outputs) Of(
        OpenBase open, nn.Module<Tensor, Tensor> module, float[] prepared, int count, double temperature = 1)
    {
        var part = open.Float32Base;
        var features = new float[count * part.FeatureLength];
        part.Run(prepared, count, features);
        var data = new TableData { Features = features, Shape = [part.FeatureLength] };
        return (features, ModuleOutputs.Of(module, new TableRows(data, [.. Enumerable.Range(0, count)]), temperature));
    }
}
