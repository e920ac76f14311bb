using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Some of another source's samples, not copied. The source stays its owner's.</summary>
internal sealed class Subset(IBatchSource source, int[] samples) : IBatchSource
{
    public int Count => samples.Length;

    public int Length => source.Length;

    public (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch)
    {
        var picked = new int[indices.Length];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = samples[indices[i]];
        }

        return source.Batch(picked, epoch);
    }

    public void Dispose()
    {
    }
}
