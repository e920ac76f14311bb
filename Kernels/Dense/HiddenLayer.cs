using System.Runtime.Intrinsics;

namespace Transfer.Kernels;

/// <summary>
/// The kernel of a dense layer and RMSprop's memory of it. Updating it after one batch and multiplying it by the next is one pass, so that
/// each weight is read and written once a step.
/// </summary>
internal abstract unsafe class HiddenLayer(int features, int units) : IDisposable
{
    protected const int Block = SampleBatch.Block;

    protected int Units { get; } = units;

    protected int Blocks { get; } = SampleBatch.Blocks(features);

    /// <summary><c>[blocks, units, 2, block]</c>: weights, then the mean squared gradients of the same.</summary>
    protected AlignedBuffer Weights { get; } = new((long)SampleBatch.Blocks(features) * units * 2 * Block);

    /// <summary>Weights and mean squared gradients as they lie in memory, to be saved.</summary>
    public Span<float> State => Weights.Span;

    /// <summary>Creates a layer of zeros for this processor's vectors.</summary>
    public static HiddenLayer Create(int features, int units) => Vector512.IsHardwareAccelerated
        ? new HiddenLayer<Vectors512, Vector512<float>>(features, units)
        : new HiddenLayer<Vectors256, Vector256<float>>(features, units);

    /// <summary>Copies weights <c>[units, features]</c> into the layer.</summary>
    public void Load(ReadOnlySpan<float> weights)
    {
        for (var unit = 0; unit < Units; unit++)
        {
            for (var block = 0; block < Blocks; block++)
            {
                weights.Slice((unit * features) + (block * Block), Width(block)).CopyTo(new Span<float>(At(block, unit), Block));
            }
        }
    }

    /// <summary>The weights, <c>[units, features]</c>.</summary>
    public float[] ToArray()
    {
        var weights = new float[Units * features];
        for (var unit = 0; unit < Units; unit++)
        {
            for (var block = 0; block < Blocks; block++)
            {
                new Span<float>(At(block, unit), Width(block)).CopyTo(weights.AsSpan((unit * features) + (block * Block)));
            }
        }

        return weights;
    }

    /// <summary>One step of RMSprop with the gradient that a batch gives, and the sums of the next batch.</summary>
    /// <param name="shrink">The factor of the weights before the step.</param>
    /// <param name="current">The batch, with the gradients of each unit's sums.</param>
    /// <param name="next">The batch after it, with the rows that each unit's sums are needed for; receives the sums. Null for none.</param>
    public abstract void Step(
        RmsPropRule rule, float shrink, (SampleBatch Batch, RowLists Gradients) current, (SampleBatch Batch, RowLists Sums)? next);

    /// <summary>Computes the sums of a batch, without bias.</summary>
    /// <param name="sums">The rows that each unit's sums are needed for; receives them.</param>
    public abstract void Forward(SampleBatch batch, RowLists sums);

    public void Dispose()
    {
        Weights.Dispose();
        Dispose(disposing: true);
    }

    protected abstract void Dispose(bool disposing);

    protected float* At(int block, int unit) => Weights.Start + (((long)block * Units + unit) * 2 * Block);

    private int Width(int block) => Math.Min(Block, features - (block * Block));
}
