namespace Transfer.Pipeline;

/// <summary>How often each class was taken for each, and what follows from it. A share of nothing is 0.</summary>
/// <param name="Matrix">Rows are true classes, columns the answers.</param>
internal sealed record ConfusionCounts(int[][] Matrix)
{
    public int Classes => Matrix.Length;

    public int Total => Matrix.Sum(row => row.Sum());

    public int Right => Matrix.Select((row, i) => row[i]).Sum();

    public double Accuracy => Share(Right, Total);

    /// <summary>The mean of the classes' recalls; classes that no sample has do not count.</summary>
    public double MacroAccuracy => Enumerable.Range(0, Classes).Where(c => Support(c) > 0).Select(Recall).DefaultIfEmpty(double.NaN).Average();

    /// <summary>The mean of the classes' F1.</summary>
    public double MacroF1 => Enumerable.Range(0, Classes).Average(F1);

    public static ConfusionCounts Of(int[] answers, int[] truth, int classes, int[]? weights = null)
    {
        var matrix = new int[classes][];
        for (var i = 0; i < classes; i++)
        {
            matrix[i] = new int[classes];
        }

        for (var i = 0; i < answers.Length; i++)
        {
            matrix[truth[i]][answers[i]] += weights?[i] ?? 1;
        }

        return new ConfusionCounts(matrix);
    }

    /// <summary>How many samples have the class.</summary>
    public int Support(int label) => Matrix[label].Sum();

    /// <summary>How many answers are the class.</summary>
    public int Answered(int label) => Matrix.Sum(row => row[label]);

    public double Precision(int label) => Share(Matrix[label][label], Answered(label));

    public double Recall(int label) => Share(Matrix[label][label], Support(label));

    public double F1(int label) => Share(2 * Matrix[label][label], Answered(label) + Support(label));

    private static double Share(int part, int whole) => whole == 0 ? 0 : (double)part / whole;
}
