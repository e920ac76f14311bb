using MathNet.Numerics.LinearAlgebra;

namespace Transfer.Tests.Pipeline.Probing;

public sealed class RidgeProbeTests
{
    private const int Count = 24;
    private const int Length = 6;
    private const int Classes = 3;

    [Fact]
    public void Errors_without_a_sample_are_those_of_a_fit_without_it()
    {
        var (features, labels) = Samples();
        var scaled = features.ToArray();
        var probe = RidgeProbe.Fit(scaled, labels, Classes);
        var rows = Matrix<double>.Build.Dense(Count, Length, (i, j) => scaled[(i * Length) + j]);
        var residuals = Enumerable.Range(-8, 15).Select(p => Math.Pow(10, p / 2.0)).Select(penalty =>
            Matrix<double>.Build.DenseOfRowVectors(Enumerable.Range(0, Count).Select(i => ResidualWithout(i, rows, labels, penalty))))
            .MinBy(r => r.FrobeniusNorm())!;
        var guessing = 1 - labels.CountBy(l => l).Sum(c => Math.Pow((double)c.Value / Count, 2));
        for (var i = 0; i < Count; i++)
        {
            Assert.Equal(residuals.Row(i).DotProduct(residuals.Row(i)) / guessing, probe.Errors[i], 1e-5);
            var predicted = Enumerable.Range(0, Classes).MaxBy(c => (labels[i] == c ? 1 : 0) - residuals[i, c]);
            Assert.Equal(predicted == labels[i], probe.Right[i]);
        }
    }

    [Fact]
    public void Features_that_tell_nothing_are_no_better_than_guessing()
    {
        var (_, labels) = Samples();
        var probe = RidgeProbe.Fit(new float[Count * Length], labels, Classes);
        Assert.InRange(probe.Errors.Average(), 1, 1.2);
    }

    private static (float[] Features, int[] Labels) Samples()
    {
        var random = new SeededRandom(3);
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % Classes)];
        float[] features = [.. Enumerable.Range(0, Count * Length)
            .Select(i => (float)random.Normal(i % Length == labels[i / Length] ? 2 : 0, 1 + (i % Length)))];
        return (features, labels);
    }

    /// <summary>What a ridge regression of the other samples, with an intercept, misses a sample by.</summary>
    private static Vector<double> ResidualWithout(int left, Matrix<double> rows, int[] labels, double penalty)
    {
        int[] others = [.. Enumerable.Range(0, Count).Where(i => i != left)];
        var x = Matrix<double>.Build.DenseOfRowVectors(others.Select(rows.Row));
        var y = Matrix<double>.Build.Dense(others.Length, Classes, (i, c) => labels[others[i]] == c ? 1 : 0);
        var (meanX, meanY) = (x.ColumnSums() / others.Length, y.ColumnSums() / others.Length);
        var centred = Matrix<double>.Build.DenseOfRowVectors(x.EnumerateRows().Select(r => r - meanX));
        var weights = (centred.TransposeThisAndMultiply(centred) + (penalty * Matrix<double>.Build.DenseIdentity(Length)))
            .Solve(centred.TransposeThisAndMultiply(y));
        var target = Vector<double>.Build.Dense(Classes, c => labels[left] == c ? 1 : 0);
        return target - (meanY + weights.TransposeThisAndMultiply(rows.Row(left) - meanX));
    }
}
