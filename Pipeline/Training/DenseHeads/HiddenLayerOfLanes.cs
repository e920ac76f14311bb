using System.Runtime.CompilerServices;

namespace Transfer.Pipeline;

/// <summary>The passes over a layer. Eight sums at a time stay in registers.</summary>
internal sealed unsafe class HiddenLayer<T>(int features, int units, int rows) : HiddenLayer(features, units, rows)
    where T : struct, ILanes<T>
{
    private const int Block = SampleBatch.Block;

    // A vector of partial sums for each row of each unit: they are added up once, after the last block.
    private readonly NativeFloats _partial = new((long)units * rows * T.Count);

    public override void Step(RmsProp.Plain rule, float shrink, SampleBatch batch, RowLists gradients, SampleBatch? next, RowLists sums)
    {
        fixed (int* gradientRows = gradients.Rows, sumRows = sums.Rows)
        {
            fixed (float* gradientValues = gradients.Values)
            {
                for (var block = 0; block < SampleBatch.Blocks(Features); block++)
                {
                    var (current, following) = (batch.At(block), next is null ? null : next.At(block));
                    for (var unit = 0; unit < Units; unit++)
                    {
                        var weights = Weights.Address + (((long)block * Units + unit) * 2 * Block);
                        var (count, sumCount) = (gradients.Counts[unit], next is null ? 0 : sums.Counts[unit]);
                        for (var at = 0; at < Block; at += 8 * T.Count)
                        {
                            Update(rule, shrink, weights + at, current + at, gradientRows + (unit * Rows), gradientValues + (unit * Rows), count);
                            Multiply(weights + at, following + at, sumRows + (unit * Rows), sumCount, _partial.Address + ((long)unit * Rows * T.Count), block + at == 0);
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
        fixed (int* sumRows = sums.Rows)
        {
            for (var block = 0; block < SampleBatch.Blocks(Features); block++)
            {
                for (var unit = 0; unit < Units; unit++)
                {
                    var weights = Weights.Address + (((long)block * Units + unit) * 2 * Block);
                    for (var at = 0; at < Block; at += 8 * T.Count)
                    {
                        Multiply(weights + at, batch.At(block) + at, sumRows + (unit * Rows), sums.Counts[unit], _partial.Address + ((long)unit * Rows * T.Count), block + at == 0);
                    }
                }
            }
        }

        AddUp(sums);
    }

    protected override void Dispose(bool disposing) => _partial.Dispose();

    /// <summary>The gradient of eight lanes of weights, the sum over a unit's rows, and the step along it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Update(RmsProp.Plain rule, float shrink, float* weights, float* batch, int* rows, float* values, int count)
    {
        T g0 = default, g1 = default, g2 = default, g3 = default, g4 = default, g5 = default, g6 = default, g7 = default;
        for (var i = 0; i < count; i++)
        {
            var row = batch + (rows[i] * Block);
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

        Apply(rule, shrink, weights, g0);
        Apply(rule, shrink, weights + T.Count, g1);
        Apply(rule, shrink, weights + (2 * T.Count), g2);
        Apply(rule, shrink, weights + (3 * T.Count), g3);
        Apply(rule, shrink, weights + (4 * T.Count), g4);
        Apply(rule, shrink, weights + (5 * T.Count), g5);
        Apply(rule, shrink, weights + (6 * T.Count), g6);
        Apply(rule, shrink, weights + (7 * T.Count), g7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Apply(RmsProp.Plain rule, float shrink, float* weights, T gradient)
    {
        T none = default;
        var memory = T.Load(weights + Block);
        rule.Step(T.Load(weights) * shrink, gradient, ref memory, ref none, ref none).Store(weights);
        memory.Store(weights + Block);
    }

    /// <summary>Eight lanes of weights times those of some rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Multiply(float* weights, float* batch, int* rows, int count, float* partial, bool isFirst)
    {
        T w0 = T.Load(weights), w1 = T.Load(weights + T.Count), w2 = T.Load(weights + (2 * T.Count)), w3 = T.Load(weights + (3 * T.Count));
        T w4 = T.Load(weights + (4 * T.Count)), w5 = T.Load(weights + (5 * T.Count)), w6 = T.Load(weights + (6 * T.Count)), w7 = T.Load(weights + (7 * T.Count));
        for (var i = 0; i < count; i++)
        {
            var row = batch + (rows[i] * Block);
            var first = T.MultiplyAdd(w0, T.Load(row), isFirst ? default : T.Load(partial + (i * T.Count)));
            var second = w1 * T.Load(row + T.Count);
            first = T.MultiplyAdd(w2, T.Load(row + (2 * T.Count)), first);
            second = T.MultiplyAdd(w3, T.Load(row + (3 * T.Count)), second);
            first = T.MultiplyAdd(w4, T.Load(row + (4 * T.Count)), first);
            second = T.MultiplyAdd(w5, T.Load(row + (5 * T.Count)), second);
            first = T.MultiplyAdd(w6, T.Load(row + (6 * T.Count)), first);
            second = T.MultiplyAdd(w7, T.Load(row + (7 * T.Count)), second);
            (first + second).Store(partial + (i * T.Count));
        }
    }

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
