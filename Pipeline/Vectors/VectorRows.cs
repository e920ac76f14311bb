using static TorchSharp.torch;

namespace Transfer.Pipeline;

/// <summary>Some of the samples of a source, which are not copied. The source stays its owner's.</summary>
internal sealed class VectorRows(IBatchSource source, int[] rows) : IBatchSource
{
    public int Count => rows.Length;

    public int Length => source.Length;

    public (Tensor Inputs, Tensor Targets) Batch(ReadOnlySpan<int> indices, int epoch)
    {
        var picked = new int[indices.Length];
        for (var i = 0; i < picked.Length; i++)
        {
            picked[i] = rows[indices[i]];
        }

        return source.Batch(picked, epoch);
    }

    public void Dispose()
    {
    }
}
