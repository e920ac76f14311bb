using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Kernels;

/// <summary>The passes over a layer for one width of vectors.</summary>
internal sealed unsafe class HiddenLayer<TVectors, TVector>(int features, int units) : HiddenLayer(features, units)
    where TVectors : struct, IVectors<TVector>
    where TVector : unmanaged
{
    // The gradients of a block on their way to the rule: there are too few registers for both.
    private readonly AlignedBuffer _gradients = new(Block);

    public override void Step(
        RmsPropRule rule, float shrink, (SampleBatch Batch, RowLists Gradients) current, (SampleBatch Batch, RowLists Sums)? next)
    {
        var (batch, lists) = current;
        var (nextBatch, sums) = next ?? default;
        Array.Clear(sums?.Values ?? []);
        fixed (int* gradientRows = lists.Rows, sumRows = sums?.Rows)
        fixed (float* gradientValues = lists.Values, sumValues = sums?.Values)
        {
            for (var block = 0; block < Blocks; block++)
            {
                for (var unit = 0; unit < Units; unit++)
                {
                    var weights = At(block, unit);
                    Update(rule, shrink, weights, batch.At(block), new RowPointers(lists, unit, gradientRows, gradientValues));
                    if (sums is not null)
                    {
                        Multiply(weights, nextBatch.At(block), new RowPointers(sums, unit, sumRows, sumValues));
                    }
                }
            }
        }
    }

    public override void Forward(SampleBatch batch, RowLists sums)
    {
        Array.Clear(sums.Values);
        fixed (int* rows = sums.Rows)
        fixed (float* values = sums.Values)
        {
            for (var block = 0; block < Blocks; block++)
            {
                for (var unit = 0; unit < Units; unit++)
                {
                    Multiply(At(block, unit), batch.At(block), new RowPointers(sums, unit, rows, values));
                }
            }
        }
    }

    protected override void Dispose(bool disposing) => _gradients.Dispose();

    /// <summary>Computes the gradient of a block of weights, the sum over a unit's rows, and the step along it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Update(RmsPropRule rule, float shrink, float* weights, float* batch, RowPointers rows)
    {
        var gradients = _gradients.Start;
        // Eight sums at a time stay in registers.
        for (nint at = 0; at < Block; at += 8 * TVectors.Count)
        {
            TVector g0 = default, g1 = default, g2 = default, g3 = default, g4 = default, g5 = default, g6 = default, g7 = default;
            var from = batch + at;
            for (nint i = 0; i < rows.Count; i++)
            {
                var row = from + ((nint)rows.Rows[i] * Block);
                var value = TVectors.Create(rows.Values[i]);
                g0 = TVectors.MultiplyAdd(value, TVectors.Load(row), g0);
                g1 = TVectors.MultiplyAdd(value, TVectors.Load(row + TVectors.Count), g1);
                g2 = TVectors.MultiplyAdd(value, TVectors.Load(row + (2 * TVectors.Count)), g2);
                g3 = TVectors.MultiplyAdd(value, TVectors.Load(row + (3 * TVectors.Count)), g3);
                g4 = TVectors.MultiplyAdd(value, TVectors.Load(row + (4 * TVectors.Count)), g4);
                g5 = TVectors.MultiplyAdd(value, TVectors.Load(row + (5 * TVectors.Count)), g5);
                g6 = TVectors.MultiplyAdd(value, TVectors.Load(row + (6 * TVectors.Count)), g6);
                g7 = TVectors.MultiplyAdd(value, TVectors.Load(row + (7 * TVectors.Count)), g7);
            }

            TVectors.Store(g0, gradients + at);
            TVectors.Store(g1, gradients + at + TVectors.Count);
            TVectors.Store(g2, gradients + at + (2 * TVectors.Count));
            TVectors.Store(g3, gradients + at + (3 * TVectors.Count));
            TVectors.Store(g4, gradients + at + (4 * TVectors.Count));
            TVectors.Store(g5, gradients + at + (5 * TVectors.Count));
            TVectors.Store(g6, gradients + at + (6 * TVectors.Count));
            TVectors.Store(g7, gradients + at + (7 * TVectors.Count));
        }

        var pointers = new WeightPointers(weights, gradients) { First = weights + Block };
        for (nint at = 0; at < Block; at += TVectors.Count)
        {
            // The weights of the unit after the next: all of them together are larger than a core's own cache.
            Prefetch(weights + (4 * Block) + (2 * at));
            WeightUpdate.Step<RmsPropRule, TVectors, TVector>(rule, pointers, at, shrink);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(float* address)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        // Vectors of weights and of memory: a cache line for eight numbers, two for sixteen.
        Sse.Prefetch0(address);
        if (TVectors.Count > 8)
        {
            Sse.Prefetch0(address + 16);
        }
    }

    /// <summary>Multiplies a block of weights by that of some rows, a group of four at a time.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* weights, float* batch, RowPointers sums)
    {
        var rows = sums.Rows;
        for (nint i = 0; i < sums.Count; i += RowLists.Group)
        {
            float* a = batch + ((nint)rows[i] * Block), b = batch + ((nint)rows[i + 1] * Block);
            float* c = batch + ((nint)rows[i + 2] * Block), d = batch + ((nint)rows[i + 3] * Block);
            // Two sums for each row, since what is added to one must wait until it is there.
            TVector sumA = default, sumB = default, sumC = default, sumD = default;
            TVector otherA = default, otherB = default, otherC = default, otherD = default;
            for (nint at = 0; at < Block; at += 2 * TVectors.Count)
            {
                var weight = TVectors.Load(weights + at);
                sumA = TVectors.MultiplyAdd(weight, TVectors.Load(a + at), sumA);
                sumB = TVectors.MultiplyAdd(weight, TVectors.Load(b + at), sumB);
                sumC = TVectors.MultiplyAdd(weight, TVectors.Load(c + at), sumC);
                sumD = TVectors.MultiplyAdd(weight, TVectors.Load(d + at), sumD);
                weight = TVectors.Load(weights + at + TVectors.Count);
                otherA = TVectors.MultiplyAdd(weight, TVectors.Load(a + at + TVectors.Count), otherA);
                otherB = TVectors.MultiplyAdd(weight, TVectors.Load(b + at + TVectors.Count), otherB);
                otherC = TVectors.MultiplyAdd(weight, TVectors.Load(c + at + TVectors.Count), otherC);
                otherD = TVectors.MultiplyAdd(weight, TVectors.Load(d + at + TVectors.Count), otherD);
            }

            var four = TVectors.Sums(
                TVectors.Add(sumA, otherA), TVectors.Add(sumB, otherB), TVectors.Add(sumC, otherC), TVectors.Add(sumD, otherD));
            (Vector128.Load(sums.Values + i) + four).Store(sums.Values + i);
        }
    }
}
