using System.Numerics.Tensors;

namespace Transfer.Pipeline.Audit;

/// <summary>
/// The probability of each class for each image, given its label: a label is drawn from the true class by a matrix of noise, and the true
/// class from the out-of-fold probabilities, sharpened by a temperature. The matrix is that of the largest likelihood at each temperature,
/// by expectation and maximisation (Dawid and Skene: Maximum Likelihood Estimation of Observer Error-Rates, Applied Statistics 28, 1979),
/// and temperatures count by their likelihood.
/// </summary>
internal sealed class LabelNoise
{
    private const int Steps = 40;
    private const double Smallest = 1e-6;
    private const double Converged = 1e-4;
    private const double Negligible = 1e-4;

    // Keeps rare mistakes possible, and classes with few images from being taken for noise.
    private const double PriorWrong = 0.5;
    private const double PriorRight = 20;

    // From sharper to flatter.
    private static readonly double[] Temperatures = [.. Enumerable.Range(-16, 21).Select(i => Math.Pow(2, i / 4.0))];

    private readonly int _classes;
    private readonly long[] _labels;
    private readonly int[] _images;

    /// <param name="labels">The class of each image.</param>
    /// <param name="joint">Where the matrix begins.</param>
    public LabelNoise(OutOfFold outputs, long[] labels, ConfidentJoint joint)
    {
        (_classes, _labels) = (outputs.Classes, labels);
        _images = [.. Enumerable.Range(0, labels.Length).Where(outputs.Has)];
        Posteriors = new double[labels.Length * _classes];
        Matrix = new double[_classes, _classes];
        var fits = Array.ConvertAll(Temperatures, temperature => Fit(Sharpened(outputs, temperature), Start(joint)));
        var best = fits.Max(fit => fit.Likelihood);
        double[] weights = Array.ConvertAll(fits, fit => Math.Exp(fit.Likelihood - best));
        // Where few images leave open how sure the heads are, each temperature counts as much as it is likely.
        foreach (var (temperature, fit, weight) in Temperatures.Zip(fits, weights.Select(w => w / weights.Sum())))
        {
            Temperature += weight * temperature;
            if (weight > Negligible)
            {
                Add(Sharpened(outputs, temperature), fit.Matrix, weight);
            }
        }
    }

    /// <summary>The mean temperature of the probabilities; below 1 they are sharpened.</summary>
    public double Temperature { get; }

    /// <summary>The probability of a label (column) for images of a class (row).</summary>
    public double[,] Matrix { get; }

    /// <summary>The probability of each class for each image, <c>[N, K]</c>.</summary>
    public double[] Posteriors { get; }

    /// <summary>The probabilities of the classes of an image, given its label.</summary>
    public ReadOnlySpan<double> Row(int image) => Posteriors.AsSpan(image * _classes, _classes);

    /// <summary>The probability that the label of an image is wrong.</summary>
    public double Wrong(int image, long label) => 1 - Row(image)[(int)label];

    private double[,] Start(ConfidentJoint joint)
    {
        var matrix = new double[_classes, _classes];
        for (var truth = 0; truth < _classes; truth++)
        {
            for (var label = 0; label < _classes; label++)
            {
                matrix[truth, label] = joint.Counts[label, truth];
            }
        }

        Normalize(matrix);
        return matrix;
    }

    /// <summary>The probabilities of the classes at a temperature, <c>[images, K]</c>.</summary>
    private double[] Sharpened(OutOfFold outputs, double temperature)
    {
        var values = new double[_images.Length * _classes];
        for (var i = 0; i < _images.Length; i++)
        {
            var row = outputs.Row(_images[i]);
            var own = values.AsSpan(i * _classes, _classes);
            for (var truth = 0; truth < _classes; truth++)
            {
                own[truth] = Math.Pow(Math.Max(row[truth], Smallest), 1 / temperature);
            }

            TensorPrimitives.Divide(own, TensorPrimitives.Sum<double>(own), own);
        }

        return values;
    }

    /// <summary>The most likely matrix, and the logarithm of the likelihood of the labels.</summary>
    private (double[,] Matrix, double Likelihood) Fit(double[] probabilities, double[,] matrix)
    {
        var (likelihood, before) = (double.NegativeInfinity, 0.0);
        for (var step = 0; step < Steps && !(Math.Abs(likelihood - before) < Converged); step++)
        {
            var next = new double[_classes, _classes];
            (before, likelihood) = (likelihood, 0);
            ForEachPosterior(probabilities, matrix, (image, posterior, evidence) =>
            {
                for (var truth = 0; truth < _classes; truth++)
                {
                    next[truth, _labels[image]] += posterior[truth];
                }

                likelihood += Math.Log(evidence);
            });
            Normalize(next);
            matrix = next;
        }

        return (matrix, likelihood);
    }

    /// <summary>Adds the posteriors of a temperature, and its matrix.</summary>
    private void Add(double[] probabilities, double[,] matrix, double weight)
    {
        ForEachPosterior(probabilities, matrix, (image, posterior, _) =>
        {
            for (var truth = 0; truth < _classes; truth++)
            {
                Posteriors[(image * _classes) + truth] += weight * posterior[truth];
            }
        });
        for (var i = 0; i < matrix.Length; i++)
        {
            Matrix[i / _classes, i % _classes] += weight * matrix[i / _classes, i % _classes];
        }
    }

    /// <param name="take">Gets an image, the probabilities of its classes given its label, and the probability of the label.</param>
    private void ForEachPosterior(double[] probabilities, double[,] matrix, Action<int, double[], double> take)
    {
        var posterior = new double[_classes];
        for (var i = 0; i < _images.Length; i++)
        {
            var evidence = 0.0;
            for (var truth = 0; truth < _classes; truth++)
            {
                posterior[truth] = probabilities[(i * _classes) + truth] * matrix[truth, _labels[_images[i]]];
                evidence += posterior[truth];
            }

            TensorPrimitives.Divide<double>(posterior, evidence, posterior);
            take(_images[i], posterior, evidence);
        }
    }

    private void Normalize(double[,] matrix)
    {
        for (var truth = 0; truth < _classes; truth++)
        {
            var total = 0.0;
            for (var label = 0; label < _classes; label++)
            {
                matrix[truth, label] += truth == label ? PriorRight : PriorWrong / (_classes - 1);
                total += matrix[truth, label];
            }

            for (var label = 0; label < _classes; label++)
            {
                matrix[truth, label] /= total;
            }
        }
    }
}
