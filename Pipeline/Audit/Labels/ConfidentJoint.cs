namespace Transfer.Pipeline.Audit;

/// <summary>
/// Confident learning (Northcutt, Jiang and Chuang: Confident Learning: Estimating Uncertainty in Dataset Labels, JAIR 70, 2021): an image
/// counts as one of class j when its probability of j is at least the mean probability that images labelled j have for j.
/// </summary>
internal sealed class ConfidentJoint
{
    private readonly OutOfFold _outputs;
    private readonly long[] _labels;

    /// <param name="labels">The class of each image.</param>
    public ConfidentJoint(OutOfFold outputs, long[] labels)
    {
        (_outputs, _labels) = (outputs, labels);
        var classes = outputs.Classes;
        var (sums, counts) = (new double[classes], new int[classes]);
        foreach (var image in Images)
        {
            sums[labels[image]] += outputs.Row(image)[(int)labels[image]];
            counts[labels[image]]++;
        }

        // No probability reaches the threshold of a class without images.
        Thresholds = [.. sums.Zip(counts, (sum, count) => count == 0 ? 2 : sum / count)];
        Counts = new double[classes, classes];
        var own = new double[classes];
        foreach (var image in Images)
        {
            if (ConfidentClass(image) is { } confident)
            {
                Counts[labels[image], confident]++;
                own[labels[image]]++;
            }
        }

        // Each row is made to sum to the images with that label.
        for (var i = 0; i < classes; i++)
        {
            for (var j = 0; j < classes; j++)
            {
                Counts[i, j] = own[i] > 0 ? Counts[i, j] * counts[i] / own[i] : i == j ? counts[i] : 0;
            }
        }
    }

    /// <summary>The mean probability of each class over the images labelled so.</summary>
    public double[] Thresholds { get; }

    /// <summary>The estimated number of images with a given label (row) that are of a class (column).</summary>
    public double[,] Counts { get; }

    private IEnumerable<int> Images => Enumerable.Range(0, _labels.Length).Where(_outputs.Has);

    /// <summary>Whether an image counts as one of another class than its label.</summary>
    public bool IsOffDiagonal(int image) => ConfidentClass(image) is { } confident && confident != _labels[image];

    /// <summary>The most probable of the classes whose threshold the image reaches; null where it reaches none.</summary>
    private int? ConfidentClass(int image)
    {
        int? best = null;
        var row = _outputs.Row(image);
        for (var label = 0; label < row.Length; label++)
        {
            if (row[label] >= Thresholds[label] && (best is null || row[label] > row[best.Value]))
            {
                best = label;
            }
        }

        return best;
    }
}
