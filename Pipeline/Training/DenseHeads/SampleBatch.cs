using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>
/// Scaled samples of a batch, <c>[blocks, rows, <see cref="Block"/>]</c>: the same few features of all rows lie together, so that they stay in a core's
/// nearest cache while all hidden units pass over them.
/// </summary>
/// <param name="features">The features of all samples, <c>[N, F]</c>; not copied.</param>
/// <param name="scaling">The scaling of the features, <c>[F]</c>.</param>
/// <param name="rows">The most rows of a batch.</param>
internal sealed unsafe class SampleBatch(float[] features, FeatureScaling scaling, int rows) : IDisposable
{
    /// <summary>Features of a block: two blocks of 20 rows fill two thirds of a cache of 32 KiB.</summary>
    public const int Block = 128;

    private readonly int _length = scaling.Mean.Length;
    private readonly NativeFloats _values = new((long)Blocks(scaling.Mean.Length) * rows * Block);

    /// <summary>Rows of this batch.</summary>
    public int Count { get; private set; }

    /// <summary>The samples of this batch.</summary>
    public int[] Samples { get; } = new int[rows];

    /// <summary>How many blocks features fill; the last is filled up with zeros.</summary>
    public static int Blocks(int length) => (length + Block - 1) / Block;

    /// <summary>The first row of a block.</summary>
    public float* At(int block) => _values.Address + ((long)block * rows * Block);

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
                System.Numerics.Tensors.TensorPrimitives.Subtract(source.Slice(first, width), scaling.Mean.AsSpan(first, width), target);
                System.Numerics.Tensors.TensorPrimitives.Multiply(target, scaling.Scale.AsSpan(first, width), target);
            }
        }
    }

    public void Dispose() => _values.Dispose();
}
