using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Transfer.Pipeline;

/// <summary>The passes over a layer. Eight sums at a time stay in registers.</summary>
internal sealed unsafe class HiddenLayer<T>(int features, int units, int rows) : HiddenLayer(features, units, rows)
    where T : struct, ILanes<T>
{
    private const int Block = SampleBatch.Block;

    // A vector of partial sums for each row of each unit: they are added up once, after the last block.
    private readonly NativeFloats _partial = new((long)units * rows * T.Count);

    // The gradients of a block on their way to the rule: there are not registers enough for both.
    private readonly NativeFloats _gradients = new(Block);

    public override void Step(RmsProp.Plain rule, float shrink, SampleBatch batch, RowLists gradients, SampleBatch? next, RowLists sums)
    {
        _partial.Span.Clear();
        fixed (int* gradientRows = gradients.Rows, sumRows = sums.Rows)
        {
            fixed (float* gradientValues = gradients.Values)
            {
                for (var block = 0; block < SampleBatch.Blocks(Features); block++)
                {
                    for (var unit = 0; unit < Units; unit++)
                    {
                        Update(rule, shrink, At(block, unit), batch.At(block), gradientRows + (unit * Rows), gradientValues + (unit * Rows), gradients.Counts[unit], _gradients.Address);
                        if (next is not null)
                        {
                            Multiply(At(block, unit), next.At(block), sumRows + (unit * Rows), sums.Counts[unit], Partial(unit));
                        }
                    }
                }
            }
        }

        if (next is not null)
        {
            AddUp(sums);
        }
    }

    public override void Forward(SampleBatch batch, RowLists sums)
    {
        _partial.Span.Clear();
        fixed (int* sumRows = sums.Rows)
        {
            for (var block = 0; block < SampleBatch.Blocks(Features); block++)
            {
                for (var unit = 0; unit < Units; unit++)
                {
                    Multiply(At(block, unit), batch.At(block), sumRows + (unit * Rows), sums.Counts[unit], Partial(unit));
                }
            }
        }

        AddUp(sums);
    }

    protected override void Dispose(bool disposing)
    {
        _partial.Dispose();
        _gradients.Dispose();
    }

    /// <summary>The gradient of a block of weights, the sum over a unit's rows, and the step along it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update(RmsProp.Plain rule, float shrink, float* weights, float* batch, int* rows, float* values, int count, float* gradients)
    {
        for (var at = 0; at < Block; at += 8 * T.Count)
        {
            T g0 = default, g1 = default, g2 = default, g3 = default, g4 = default, g5 = default, g6 = default, g7 = default;
            for (var i = 0; i < count; i++)
            {
                var row = batch + (rows[i] * Block) + at;
                var value = T.Create(values[i]);
                g0 = T.MultiplyAdd(value, T.Load(row), g0);
                g1 = T.MultiplyAdd(value, T.Load(row + T.Count), g1);
                g2 = T.MultiplyAdd(value, T.Load(row + (2 * T.Count)), g2);
                g3 = T.MultiplyAdd(value, T.Load(row + (3 * T.Count)), g3);
                g4 = T.MultiplyAdd(value, T.Load(row + (4 * T.Count)), g4);
                g5 = T.MultiplyAdd(value, T.Load(row + (5 * T.Count)), g5);
                g6 = T.MultiplyAdd(value, T.Load(row + (6 * T.Count)), g6);
                g7 = T.MultiplyAdd(value, T.Load(row + (7 * T.Count)), g7);
            }

            g0.Store(gradients + at);
            g1.Store(gradients + at + T.Count);
            g2.Store(gradients + at + (2 * T.Count));
            g3.Store(gradients + at + (3 * T.Count));
            g4.Store(gradients + at + (4 * T.Count));
            g5.Store(gradients + at + (5 * T.Count));
            g6.Store(gradients + at + (6 * T.Count));
            g7.Store(gradients + at + (7 * T.Count));
        }

        for (var at = 0; at < Block; at += T.Count)
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

    /// <summary>A block of weights times that of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* weights, float* batch, int* rows, int count, float* partial)
    {
        for (var at = 0; at < Block; at += 8 * T.Count)
        {
            var from = weights + at;
            T w0 = T.Load(from), w1 = T.Load(from + T.Count), w2 = T.Load(from + (2 * T.Count)), w3 = T.Load(from + (3 * T.Count));
            T w4 = T.Load(from + (4 * T.Count)), w5 = T.Load(from + (5 * T.Count)), w6 = T.Load(from + (6 * T.Count)), w7 = T.Load(from + (7 * T.Count));
            var sum = partial;
            for (var i = 0; i < count; i++)
            {
                var row = batch + (rows[i] * Block) + at;
                // Four short chains: what is added to one must wait until it is there.
                T a = w0 * T.Load(row), b = w1 * T.Load(row + T.Count), c = w2 * T.Load(row + (2 * T.Count)), d = w3 * T.Load(row + (3 * T.Count));
                a = T.MultiplyAdd(w4, T.Load(row + (4 * T.Count)), a);
                b = T.MultiplyAdd(w5, T.Load(row + (5 * T.Count)), b);
                c = T.MultiplyAdd(w6, T.Load(row + (6 * T.Count)), c);
                d = T.MultiplyAdd(w7, T.Load(row + (7 * T.Count)), d);
                a = a + b + (c + d);
                (a + T.Load(sum)).Store(sum);
                sum += T.Count;
            }
        }
    }

    private float* At(int block, int unit) => Weights.Address + (((long)block * Units + unit) * 2 * Block);

    private float* Partial(int unit) => _partial.Address + ((long)unit * Rows * T.Count);

    private void AddUp(RowLists sums)
    {
        for (var unit = 0; unit < Units; unit++)
        {
            for (var i = 0; i < sums.Counts[unit]; i++)
            {
                var at = (unit * Rows) + i;
                sums.Values[at] = T.Sum(T.Load(_partial.Address + ((long)at * T.Count)));
            }
        }
    }
}
