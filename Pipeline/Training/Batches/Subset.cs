using static TorchSharp.torch;

namespace Transfer.Pipeline.Training;

/// <summary>Some samples of another source, not copied. The source is not disposed with it.</summary>
internal sealed class Subset(IBatchSource source, int[] samples) : IBatchSource
{
    public IBatchSource Source => source;

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

    /// <summary>Of something that each sample of the source has, that of these samples.</summary>
    public T[] Pick<T>(T[] all) => Array.ConvertAll(samples, i => all[i]);

    public void Dispose()
    {
    }
}
