using System.Runtime.Intrinsics;

namespace Transfer.Tests.Kernels;

public sealed class HiddenLayerTests
{
    // Not a multiple of a block of 128 features; a batch that is not a multiple of a group of 4 rows.
    private const int Features = 200;
    private const int Units = 7;
    private const int Rows = 20;
    private const int NextRows = 13;

    private const float Rate = 1e-3f;
    private const float Rho = 0.9f;
    private const float Epsilon = 1e-7f;
    private const float Shrink = 0.99f;

    // Sums of 200 products in float32 of numbers around 1.
    private const double Rounding = 2e-5;

    private readonly float[] _samples = Values((Rows + NextRows) * Features, 0.5, 1);
    private readonly float[] _mean = Values(Features, 0.1, 2);
    private readonly float[] _scale = Values(Features, 0.3, 3);
    private readonly float[] _weights = Values(Units * Features, 0.1, 4);
    private readonly float[] _gradients = Values(Units * Rows, 0.01, 5);

    [Fact]
    public void Vectors_of_this_processor_step_along_the_gradient_and_multiply_by_the_next_batch() =>
        Compare(HiddenLayer.Create(Features, Units));

    [Fact]
    public void Vectors_of_256_bits_step_along_the_gradient_and_multiply_by_the_next_batch() =>
        Compare(new HiddenLayer<Vectors256, Vector256<float>>(Features, Units));

    [Fact]
    public void The_last_step_has_no_next_batch()
    {
        using var layer = HiddenLayer.Create(Features, Units);
        using var batch = Batch(0, Rows);
        layer.Load(_weights);
        layer.Step(new RmsPropRule(Rate, Rho, Epsilon), Shrink, (batch, Gradients()), null);
        Assert.All(Expected().Zip(layer.ToArray()), p => Assert.Equal(p.First, p.Second, Rounding));
    }

    [Fact]
    public void Sums_are_those_of_the_rows_that_are_asked_for()
    {
        using var layer = HiddenLayer.Create(Features, Units);
        using var batch = Batch(0, Rows);
        layer.Load(_weights);
        var sums = new RowLists(Units, Rows);
        for (var unit = 0; unit < Units; unit++)
        {
            (sums.Counts[unit], sums.Rows[unit * sums.Capacity]) = (1, unit + 3);
        }

        layer.Forward(batch, sums);
        for (var unit = 0; unit < Units; unit++)
        {
            Assert.Equal(Sum(i => _weights[(unit * Features) + i] * Scaled(unit + 3, i)), sums.Values[unit * sums.Capacity], Rounding);
        }
    }

    private void Compare(HiddenLayer created)
    {
        using var layer = created;
        using var batch = Batch(0, Rows);
        using var next = Batch(Rows, NextRows);
        var sums = new RowLists(Units, Rows);
        sums.TakeAll(NextRows);
        layer.Load(_weights);
        layer.Step(new RmsPropRule(Rate, Rho, Epsilon), Shrink, (batch, Gradients()), (next, sums));

        var expected = Expected();
        Assert.All(expected.Zip(layer.ToArray()), p => Assert.Equal(p.First, p.Second, Rounding));
        for (var unit = 0; unit < Units; unit++)
        {
            for (var row = 0; row < NextRows; row++)
            {
                var sum = Sum(i => expected[(unit * Features) + i] * Scaled(Rows + row, i));
                Assert.Equal(sum, sums.Values[(unit * sums.Capacity) + row], Rounding);
            }
        }
    }

    /// <summary>The weights after the step, in double precision.</summary>
    private double[] Expected() => [.. _weights.Select((weight, at) =>
    {
        var (unit, feature) = Math.DivRem(at, Features);
        var gradient = Enumerable.Range(0, Rows).Sum(row => (double)_gradients[(unit * Rows) + row] * Scaled(row, feature));
        return (weight * Shrink) - (Rate * gradient / Math.Sqrt(((1 - Rho) * gradient * gradient) + Epsilon));
    })];

    private double Scaled(int sample, int feature) => ((double)_samples[(sample * Features) + feature] - _mean[feature]) * _scale[feature];

    private static double Sum(Func<int, double> term) => Enumerable.Range(0, Features).Sum(term);

    private SampleBatch Batch(int first, int count)
    {
        var batch = new SampleBatch(_samples, _mean, _scale, Rows);
        batch.Gather([.. Enumerable.Range(first, count)]);
        return batch;
    }

    private RowLists Gradients()
    {
        var lists = new RowLists(Units, Rows);
        lists.TakeAll(Rows);
        _gradients.CopyTo(lists.Values, 0);
        return lists;
    }

    private static float[] Values(int count, double deviation, long seed)
    {
        var random = new SeededRandom(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (float)random.Normal(0, deviation))];
    }
}
