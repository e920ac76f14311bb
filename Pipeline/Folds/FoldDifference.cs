using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>
/// The difference of two runs on the same folds, with its 95 % interval and the corrected resampled t-test (Nadeau and Bengio: Inference for the
/// Generalization Error, Machine Learning 52, 2003).
/// </summary>
public sealed record FoldDifference
{
    private FoldDifference(string metric, int folds, CorrectedMean mean) =>
        (Metric, Folds, Value, Low, High, PValue, IsNoise) =
        (metric, folds, mean.Value, mean.Value - mean.HalfWidth, mean.Value + mean.HalfWidth, mean.PValue, mean.IsNoise);

    /// <summary>What differs: <c>accuracy</c> or <c>mae</c>.</summary>
    public string Metric { get; }

    /// <summary>How many folds were compared, repeats included.</summary>
    public int Folds { get; }

    /// <summary>The mean of the second less that of the first.</summary>
    public double Value { get; }

    /// <summary>The interval's lower end.</summary>
    public double Low { get; }

    /// <summary>The interval's upper end.</summary>
    public double High { get; }

    /// <summary>How likely a difference as large or larger is if both were equally good: two-sided.</summary>
    public double PValue { get; }

    /// <summary>Whether it may well be chance.</summary>
    public bool IsNoise { get; }

    /// <summary>Compares two run folders.</summary>
    /// <exception cref="IOException">A folder is no run, or has no folds.</exception>
    /// <exception cref="InvalidDataException">They have other folds or another metric, or a file is damaged.</exception>
    public static FoldDifference Read(string firstRun, string secondRun) => Between(FoldResult.Read(RunFolder.Open(firstRun)), FoldResult.Read(RunFolder.Open(secondRun)));

    /// <summary>Compares two results.</summary>
    /// <exception cref="InvalidDataException">They have other folds or another metric.</exception>
    public static FoldDifference Between(FoldResult first, FoldResult second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Plan != second.Plan || !first.Scores.Select(Place).SequenceEqual(second.Scores.Select(Place)))
        {
            throw new InvalidDataException(
                $"The runs have other folds ({Words(first)}; {Words(second)}), so their scores cannot be compared fold by fold. Train both on the same images with the same folds, repeats, groups and seed.");
        }

        return first.Metric != second.Metric
            ? throw new InvalidDataException($"One run has measured {first.Metric} and the other {second.Metric}; expected the same metric.")
            : new FoldDifference(
                first.Metric, first.Scores.Count, new CorrectedMean([.. first.Scores.Zip(second.Scores, (a, b) => b.Metric - a.Metric)], first.ValidationShare));
    }

    /// <summary>Such as <c>accuracy +0.0060 (-0.0010 to +0.0130) over 100 folds, p = 0.09: may be chance</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Metric} {Value:+0.0000;-0.0000;0.0000} ({Low:+0.0000;-0.0000;0.0000} to {High:+0.0000;-0.0000;0.0000}) over {Folds} folds, p = {PValue:G2}: {(IsNoise ? "may be chance" : "not by chance")}");

    private static (int, int) Place(FoldScore score) => (score.Repeat, score.Fold);

    private static string Words(FoldResult result) =>
        string.Create(CultureInfo.InvariantCulture, $"{result.Scores.Max(s => s.Fold)} folds x {result.Scores.Max(s => s.Repeat)} of {result.Scores[0].Train + result.Scores[0].Validation:N0} images, {result.Plan[..8]}");
}
