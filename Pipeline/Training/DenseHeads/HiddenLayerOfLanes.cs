using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Pipeline;

/// <summary>The passes over a layer.</summary>
internal sealed unsafe class HiddenLayer<T, TVector>(int features, int units, int rows) : HiddenLayer(features, units, rows)
    where T : struct, ILanes<T, TVector>
    where TVector : struct
{
    private const int Block = SampleBatch.Block;

    // The gradients of a block on their way to the rule: there are not registers enough for both.
    private readonly NativeFloats _gradients = new(Block);

    public override void Step(RmsProp.Plain rule, float shrink, SampleBatch batch, RowLists gradients, SampleBatch? next, RowLists sums)
    {
        Array.Clear(sums.Values);
        fixed (int* gradientRows = gradients.Rows, sumRows = sums.Rows)
        {
            fixed (float* gradientValues = gradients.Values, sumValues = sums.Values)
            {
                for (var block = 0; block < SampleBatch.Blocks(Features); block++)
                {
                    for (var unit = 0; unit < Units; unit++)
                    {
                        Update(rule, shrink, At(block, unit), batch.At(block), gradientRows + (unit * Rows), gradientValues + (unit * Rows), gradients.Counts[unit], _gradients.Address);
                        if (next is not null)
                        {
                            Multiply(At(block, unit), next.At(block), sumRows + (unit * Rows), sums.Counts[unit], sumValues + (unit * Rows));
                        }
                    }
                }
            }
        }
    }

    public override void Forward(SampleBatch batch, RowLists sums)
    {
        Array.Clear(sums.Values);
        fixed (int* sumRows = sums.Rows)
        {
            fixed (float* sumValues = sums.Values)
            {
                for (var block = 0; block < SampleBatch.Blocks(Features); block++)
                {
                    for (var unit = 0; unit < Units; unit++)
                    {
                        Multiply(At(block, unit), batch.At(block), sumRows + (unit * Rows), sums.Counts[unit], sumValues + (unit * Rows));
                    }
                }
            }
        }
    }

    protected override void Dispose(bool disposing) => _gradients.Dispose();

    /// <summary>The gradient of a block of weights, the sum over a unit's rows, and the step along it. Eight sums at a time stay in registers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update(RmsProp.Plain rule, float shrink, float* weights, float* batch, int* rows, float* values, int count, float* gradients)
    {
        for (nint at = 0; at < Block; at += 8 * T.Count)
        {
            TVector g0 = default, g1 = default, g2 = default, g3 = default, g4 = default, g5 = default, g6 = default, g7 = default;
            var from = batch + at;
            for (nint i = 0; i < count; i++)
            {
                var row = from + ((nint)rows[i] * Block);
                var value = T.Create(values[i]);
                g0 = T.MultiplyAdd(value, T.Read(row), g0);
                g1 = T.MultiplyAdd(value, T.Read(row + T.Count), g1);
                g2 = T.MultiplyAdd(value, T.Read(row + (2 * T.Count)), g2);
                g3 = T.MultiplyAdd(value, T.Read(row + (3 * T.Count)), g3);
                g4 = T.MultiplyAdd(value, T.Read(row + (4 * T.Count)), g4);
                g5 = T.MultiplyAdd(value, T.Read(row + (5 * T.Count)), g5);
                g6 = T.MultiplyAdd(value, T.Read(row + (6 * T.Count)), g6);
                g7 = T.MultiplyAdd(value, T.Read(row + (7 * T.Count)), g7);
            }

            T.Write(g0, gradients + at);
            T.Write(g1, gradients + at + T.Count);
            T.Write(g2, gradients + at + (2 * T.Count));
            T.Write(g3, gradients + at + (3 * T.Count));
            T.Write(g4, gradients + at + (4 * T.Count));
            T.Write(g5, gradients + at + (5 * T.Count));
            T.Write(g6, gradients + at + (6 * T.Count));
            T.Write(g7, gradients + at + (7 * T.Count));
        }

        for (nint at = 0; at < Block; at += T.Count)
        {
            // What comes next is not there yet: all weights and memories together are larger than a core's own cache.
            Ahead(weights + (4 * Block) + (2 * at));
            T none = default;
            var memory = T.Load(weights + Block + at);
            rule.Step(T.Load(weights + at) * shrink, T.Load(gradients + at), ref memory, ref none, ref none).Store(weights + at);
            memory.Store(weights + Block + at);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Ahead(float* address)
    {
        if (!Sse.IsSupported)
        {
            return;
        }

        // Lanes of weights and of memories: a cache line for eight numbers, two for sixteen.
        Sse.Prefetch0(address);
        if (T.Count > 8)
        {
            Sse.Prefetch0(address + 16);
        }
    }

    /// <summary>A block of weights times that of some rows, four at a time: behind the last may be others, whose sums nobody reads.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* weights, float* batch, int* rows, int count, float* sums)
    {
        for (nint i = 0; i < count; i += RowLists.Together)
        {
            float* a = batch + ((nint)rows[i] * Block), b = batch + ((nint)rows[i + 1] * Block);
            float* c = batch + ((nint)rows[i + 2] * Block), d = batch + ((nint)rows[i + 3] * Block);
            // Two sums for each row, since what is added to one must wait until it is there.
            TVector sumA = default, sumB = default, sumC = default, sumD = default;
            TVector otherA = default, otherB = default, otherC = default, otherD = default;
            for (nint at = 0; at < Block; at += 2 * T.Count)
            {
                var weight = T.Read(weights + at);
                sumA = T.MultiplyAdd(weight, T.Read(a + at), sumA);
                sumB = T.MultiplyAdd(weight, T.Read(b + at), sumB);
                sumC = T.MultiplyAdd(weight, T.Read(c + at), sumC);
                sumD = T.MultiplyAdd(weight, T.Read(d + at), sumD);
                weight = T.Read(weights + at + T.Count);
                otherA = T.MultiplyAdd(weight, T.Read(a + at + T.Count), otherA);
                otherB = T.MultiplyAdd(weight, T.Read(b + at + T.Count), otherB);
                otherC = T.MultiplyAdd(weight, T.Read(c + at + T.Count), otherC);
                otherD = T.MultiplyAdd(weight, T.Read(d + at + T.Count), otherD);
            }

            var four = T.Sums(T.Add(sumA, otherA), T.Add(sumB, otherB), T.Add(sumC, otherC), T.Add(sumD, otherD));
            (Vector128.Load(sums + i) + four).Store(sums + i);
        }
    }

    private float* At(int block, int unit) => Weights.Address + (((long)block * Units + unit) * 2 * Block);
}
