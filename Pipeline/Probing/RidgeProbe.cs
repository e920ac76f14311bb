using System.Numerics.Tensors;
using MathNet.Numerics.LinearAlgebra;

namespace Transfer.Pipeline.Probing;

/// <summary>
/// A linear probe with exact leave-one-out predictions: ridge regression (Hoerl and Kennard: Ridge Regression, Technometrics 12, 1970) on
/// one target of 0 and 1 for each class. The residual of sample i without it is <c>r_i / (1 - H_ii)</c>, where H is the matrix from targets
/// to predictions (Allen: The Relationship between Variable Selection and Data Augmentation, Technometrics 16, 1974), so that nothing is
/// fitted twice. The strength of the penalty is the one with the smallest leave-one-out error.
/// </summary>
internal sealed class RidgeProbe
{
    private static readonly double[] Penalties = [.. Enumerable.Range(-8, 15).Select(i => Math.Pow(10, i / 2.0))];

    private RidgeProbe(double[] errors, bool[] right) => (Errors, Right) = (errors, right);

    /// <summary>The squared error of each sample without it, as a share of the mean of guessing by the frequency of the classes.</summary>
    public double[] Errors { get; }

    /// <summary>Whether each sample is predicted as its class without it.</summary>
    public bool[] Right { get; }

    /// <param name="features"><c>[N, F]</c>; scaled in place, without a look at the classes. Values that are not finite count as 0.</param>
    /// <param name="labels">The class of each sample, from 0, <c>[N]</c>.</param>
    /// <param name="classes">The number of classes, at least two of which there are.</param>
    public static RidgeProbe Fit(float[] features, int[] labels, int classes)
    {
        var (count, length) = (labels.Length, features.Length / labels.Length);
        Scale(features, count, length);
        var decomposition = Kernel(features, count, length).Evd(Symmetricity.Symmetric);
        var (vectors, values) = (decomposition.EigenVectors, decomposition.EigenValues.Real().PointwiseMaximum(0));
        var means = new double[classes];
        Array.ForEach(labels, label => means[label] += 1.0 / count);
        var targets = Matrix<double>.Build.Dense(count, classes, (i, c) => (labels[i] == c ? 1 : 0) - means[c]);
        var (projected, squares) = (vectors.TransposeThisAndMultiply(targets), vectors.PointwiseMultiply(vectors));
        var best = Penalties.Select(penalty =>
        {
            var shrinking = values / (values + penalty);
            var own = squares * shrinking;
            var fitted = vectors * Matrix<double>.Build.Dense(count, classes, (k, c) => projected[k, c] * shrinking[k]);
            // 1/N is the share of the intercept.
            return Matrix<double>.Build.Dense(
                count, classes, (i, c) => (targets[i, c] - fitted[i, c]) / Math.Max(1e-9, 1 - own[i] - (1.0 / count)));
        }).MinBy(residuals => residuals.FrobeniusNorm())!;
        var guessing = 1 - means.Sum(m => m * m);
        return new RidgeProbe(
            [.. Enumerable.Range(0, count).Select(i => best.Row(i).DotProduct(best.Row(i)) / guessing)],
            [.. Enumerable.Range(0, count).Select(i => Predicted(i) == labels[i])]);

        int Predicted(int sample) => Enumerable.Range(0, classes).MaxBy(c => targets[sample, c] + means[c] - best[sample, c]);
    }

    /// <summary>Gives each column the mean 0 and the same deviation, so that the kernel has a mean diagonal of 1.</summary>
    private static void Scale(float[] features, int count, int length)
    {
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = float.IsFinite(features[i]) ? features[i] : 0;
        }

        var scaling = FeatureScaling.Measure(i => features.AsSpan(i * length, length), count, length);
        var root = 1 / MathF.Sqrt(length);
        for (var i = 0; i < features.Length; i++)
        {
            var column = i % length;
            features[i] = (features[i] - scaling.Mean[column]) * scaling.Scale[column] * root;
        }
    }

    private static Matrix<double> Kernel(float[] features, int count, int length)
    {
        var kernel = Matrix<double>.Build.Dense(count, count);
        Parallel.For(0, count, i =>
        {
            for (var j = 0; j <= i; j++)
            {
                kernel[i, j] = kernel[j, i] =
                    TensorPrimitives.Dot(features.AsSpan(i * length, length), features.AsSpan(j * length, length));
            }
        });
        return kernel;
    }
}
