namespace Transfer.Pipeline.Audit;

/// <summary>
/// The probability of each class for each image, given its label: a label is drawn from the true class by a matrix of noise, and the true
/// class from the out-of-fold probabilities, sharpened by a temperature. Matrix and temperature are those with the largest likelihood, by
/// expectation and maximisation (Dawid and Skene: Maximum Likelihood Estimation of Observer Error-Rates, Applied Statistics 28, 1979).
/// </summary>
internal sealed class LabelNoise
{
    private const int Steps = 40;
    private const double Smallest = 1e-6;

    // Keeps rare mistakes possible, and classes with few images from being taken for noise.
    private const double PriorWrong = 0.5;
    private const double PriorRight = 20;

    // From sharper to flatter.
    private static readonly double[] Temperatures = [.. Enumerable.Range(-16, 21).Select(i => Math.Pow(2, i / 4.0))];

    private readonly int _classes;

    /// <param name="labels">The class of each image.</param>
    /// <param name="joint">Where the matrix begins.</param>
    public LabelNoise(OutOfFold outputs, long[] labels, ConfidentJoint joint)
    {
        _classes = outputs.Classes;
        int[] images = [.. Enumerable.Range(0, labels.Length).Where(outputs.Has)];
        Posteriors = new double[labels.Length * _classes];
        var best = double.NegativeInfinity;
        var chosen = Start(joint);
        foreach (var temperature in Temperatures)
        {
            var matrix = Start(joint);
            var likelihood = 0.0;
            for (var step = 0; step < Steps; step++)
            {
                likelihood = Step(outputs, labels, images, temperature, matrix, update: true);
            }

            if (likelihood > best)
            {
                (best, chosen, Temperature) = (likelihood, matrix, temperature);
            }
        }

        Matrix = chosen;
        Step(outputs, labels, images, Temperature, chosen, update: false);
    }

    /// <summary>The temperature of the probabilities; below 1 they are sharpened.</summary>
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

    /// <summary>Computes the posteriors and, of them, the next matrix.</summary>
    /// <returns>The logarithm of the likelihood of the labels before the step.</returns>
    private double Step(OutOfFold outputs, long[] labels, int[] images, double temperature, double[,] matrix, bool update)
    {
        var (likelihood, next) = (0.0, new double[_classes, _classes]);
        foreach (var image in images)
        {
            var row = outputs.Row(image);
            var posterior = Posteriors.AsSpan(image * _classes, _classes);
            double total = 0, evidence = 0;
            for (var truth = 0; truth < _classes; truth++)
            {
                posterior[truth] = Math.Pow(Math.Max(row[truth], Smallest), 1 / temperature);
                total += posterior[truth];
            }

            for (var truth = 0; truth < _classes; truth++)
            {
                posterior[truth] *= matrix[truth, labels[image]] / total;
                evidence += posterior[truth];
            }

            for (var truth = 0; truth < _classes; truth++)
            {
                posterior[truth] /= evidence;
                next[truth, labels[image]] += posterior[truth];
            }

            likelihood += Math.Log(evidence);
        }

        if (update)
        {
            Normalize(next);
            Array.Copy(next, matrix, next.Length);
        }

        return likelihood;
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
