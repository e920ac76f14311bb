using System.Numerics.Tensors;

namespace Transfer.Kernels;

/// <summary>
/// The scaled samples of a batch, <c>[blocks, rows, <see cref="Block"/>]</c>: the same few features of all rows lie together, so that they
/// stay in a core's nearest cache while all hidden units read them.
/// </summary>
/// <param name="features">The features of all samples, <c>[N, F]</c>; not copied.</param>
/// <param name="mean">What is subtracted from each feature, <c>[F]</c>.</param>
/// <param name="scale">What each feature is multiplied by then, <c>[F]</c>.</param>
/// <param name="rows">The largest number of rows of a batch.</param>
internal sealed unsafe class SampleBatch(float[] features, float[] mean, float[] scale, int rows) : IDisposable
{
    /// <summary>Features of a block: two blocks of 20 rows fill two thirds of a cache of 32 KiB.</summary>
    public const int Block = 128;

    private readonly int _length = mean.Length;
    private readonly AlignedBuffer _values = new((long)Blocks(mean.Length) * rows * Block);

    /// <summary>The number of rows of this batch.</summary>
    public int Count { get; private set; }

    /// <summary>The samples of this batch.</summary>
    public int[] Samples { get; } = new int[rows];

    /// <summary>The number of blocks that features fill; the last is filled up with zeros.</summary>
    public static int Blocks(int length) => (length + Block - 1) / Block;

    /// <summary>The first row of a block.</summary>
    public float* At(int block) => _values.Start + ((long)block * rows * Block);

    /// <summary>Fills the batch.</summary>
    public void Gather(ReadOnlySpan<int> samples)
    {
        Count = samples.Length;
        samples.CopyTo(Samples);
        for (var row = 0; row < samples.Length; row++)
        {
            var source = features.AsSpan(samples[row] * _length, _length);
            for (var first = 0; first < _length; first += Block)
            {
                var width = Math.Min(Block, _length - first);
                var target = new Span<float>(At(first / Block) + (row * Block), width);
                TensorPrimitives.Subtract(source.Slice(first, width), mean.AsSpan(first, width), target);
                TensorPrimitives.Multiply(target, scale.AsSpan(first, width), target);
            }
        }
    }

    public void Dispose() => _values.Dispose();
}
