using System.Runtime.Intrinsics;

namespace Transfer.Pipeline;

/// <summary>
/// The kernel of a dense layer and RMSprop's memory of it. Changing it after one batch and multiplying it with the next is one pass, so that each number
/// is read and written once a step.
/// </summary>
internal abstract unsafe class HiddenLayer : IDisposable
{
    protected HiddenLayer(int features, int units, int rows)
    {
        (Features, Units, Rows) = (features, units, RowLists.Room(rows));
        Weights = new NativeFloats((long)SampleBatch.Blocks(features) * units * 2 * SampleBatch.Block);
    }

    protected int Features { get; }

    protected int Units { get; }

    /// <summary>From a unit's rows to the next one's.</summary>
    protected int Rows { get; }

    /// <summary><c>[blocks, units, 2, block]</c>: weights, then the mean squared gradients of the same.</summary>
    protected NativeFloats Weights { get; }

    /// <summary>Weights and mean squared gradients, to be saved as they lie.</summary>
    public Span<float> State => Weights.Span;

    /// <summary>A layer of zeros for this processor.</summary>
    /// <param name="rows">The most rows of a batch.</param>
    public static HiddenLayer Create(int features, int units, int rows) => Vector512.IsHardwareAccelerated
        ? new HiddenLayer<Lanes, Vector512<float>>(features, units, rows)
        : new HiddenLayer<HalfLanes, Vector256<float>>(features, units, rows);

    /// <summary>Takes weights over, <c>[units, features]</c>.</summary>
    public void Load(ReadOnlySpan<float> weights)
    {
        for (var unit = 0; unit < Units; unit++)
        {
            for (var block = 0; block < SampleBatch.Blocks(Features); block++)
            {
                weights.Slice((unit * Features) + (block * SampleBatch.Block), Width(block)).CopyTo(Of(block, unit));
            }
        }
    }

    /// <summary>The weights, <c>[units, features]</c>.</summary>
    public float[] ToArray()
    {
        var weights = new float[Units * Features];
        for (var unit = 0; unit < Units; unit++)
        {
            for (var block = 0; block < SampleBatch.Blocks(Features); block++)
            {
                Of(block, unit).CopyTo(weights.AsSpan((unit * Features) + (block * SampleBatch.Block)));
            }
        }

        return weights;
    }

    /// <summary>One step of RMSprop, with the gradient that a batch gives.</summary>
    /// <param name="shrink">What the weights are multiplied by before the step.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="gradients">The gradients of each unit's sums.</param>
    /// <param name="next">The batch after it; null for none.</param>
    /// <param name="sums">For each unit the rows of the next batch that it is wanted for; receives the sums, without bias.</param>
    public abstract void Step(RmsProp.Plain rule, float shrink, SampleBatch batch, RowLists gradients, SampleBatch? next, RowLists sums);

    /// <summary>The sums of a batch, without bias.</summary>
    /// <param name="sums">For each unit the rows that it is wanted for; receives the sums.</param>
    public abstract void Forward(SampleBatch batch, RowLists sums);

    public void Dispose()
    {
        Weights.Dispose();
        Dispose(disposing: true);
    }

    protected abstract void Dispose(bool disposing);

    private int Width(int block) => Math.Min(SampleBatch.Block, Features - (block * SampleBatch.Block));

    private Span<float> Of(int block, int unit) =>
        new(Weights.Address + (((long)block * Units + unit) * 2 * SampleBatch.Block), Width(block));
}
