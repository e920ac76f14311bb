using System.Globalization;

namespace Transfer.Pipeline.Folds;

/// <summary>
/// The difference of two runs on the same folds, with its 95 % interval and the corrected resampled t-test (Nadeau and Bengio: Inference
/// for the Generalization Error, Machine Learning 52, 2003).
/// </summary>
public sealed record FoldDifference
{
    private FoldDifference(string metric, int folds, CorrectedMean mean, PairedDifference? pooled)
    {
        (Metric, Folds, Value, Pooled) = (metric, folds, mean.Value, mean.Varies ? null : pooled);
        StandardError = mean.StandardError;
        var limit = metric == LearningTask.Accuracy ? 1 : double.PositiveInfinity;
        (Low, High, PValue) = (mean.Varies, Pooled) switch
        {
            (true, _) => (Math.Max(-limit, mean.Value - mean.HalfWidth), Math.Min(limit, mean.Value + mean.HalfWidth), mean.PValue),
            (_, { } samples) => (samples.Low, samples.High, samples.PValue),
            _ => (double.NaN, double.NaN, mean.PValue),
        };
    }

    /// <summary>The compared metric: <c>accuracy</c> or <c>mae</c>.</summary>
    public string Metric { get; }

    /// <summary>The number of compared folds, repeats included.</summary>
    public int Folds { get; }

    /// <summary>The mean of the second run minus that of the first.</summary>
    public double Value { get; }

    /// <summary>The standard error of the difference, corrected for folds that share training samples.</summary>
    public double StandardError { get; }

    /// <summary>The lower end of the interval; NaN where all folds differ by the same and a run has no out-of-fold predictions.</summary>
    public double Low { get; }

    /// <summary>The upper end of the interval.</summary>
    public double High { get; }

    /// <summary>
    /// The two-sided p-value, [0, 1], of the hypothesis that both runs are equally good; NaN where all folds differ by the same, so that
    /// there is no t statistic, and a run has no out-of-fold predictions.
    /// </summary>
    public double PValue { get; }

    /// <summary>
    /// Where all folds differ by the same: the difference of the out-of-fold predictions of the first repeat, for accuracies with McNemar's
    /// test. Its interval and its p-value are those of this difference. Null where the folds vary.
    /// </summary>
    public PairedDifference? Pooled { get; }

    /// <summary>
    /// The p-value with Holm's correction (1979), where several runs are compared with the first; null, the default, for two runs.
    /// </summary>
    public double? HolmPValue { get; init; }

    /// <summary>
    /// Whether the difference is not significant: a p-value above 0.05, with Holm's correction where there is one, or none.
    /// </summary>
    public bool IsNoise => !((HolmPValue ?? PValue) <= CorrectedMean.Level);

    /// <summary>Compares two run folders.</summary>
    /// <exception cref="IOException">A folder is not a run, or has no folds.</exception>
    /// <exception cref="InvalidDataException">The runs have different folds or metrics, or a file is damaged.</exception>
    public static FoldDifference Read(string firstRun, string secondRun) =>
        Between(FoldResult.Read(RunFolder.Open(firstRun)), FoldResult.Read(RunFolder.Open(secondRun)));

    /// <summary>Compares two results.</summary>
    /// <exception cref="InvalidDataException">The results have different folds or metrics.</exception>
    public static FoldDifference Between(FoldResult first, FoldResult second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Plan != second.Plan || !first.Scores.Select(Key).SequenceEqual(second.Scores.Select(Key)))
        {
            throw new InvalidDataException(
                $"The runs have different folds ({Describe(first)}; {Describe(second)}), so their scores cannot be compared "
                + "fold by fold. Train both on the same images with the same folds, repeats, groups and seed.");
        }

        if (first.Metric != second.Metric)
        {
            throw new InvalidDataException($"One run has measured {first.Metric} and the other {second.Metric}; expected the same metric.");
        }

        double[] differences = [.. first.Scores.Zip(second.Scores, (a, b) => b.Metric - a.Metric)];
        return new FoldDifference(
            first.Metric, differences.Length, new CorrectedMean(differences, first.ValidationShare), PooledOf(first, second));
    }

    /// <summary>Such as <c>accuracy +0.0060 (-0.0010 to +0.0130) over 100 folds, p = 0.09: may be chance</c>.</summary>
    public override string ToString() => this switch
    {
        { Pooled: { } samples } => $"{Metric} {Text(Value)} on each of {Folds} folds: they do not vary, so there is no t-test; all "
            + $"{samples.Total:N0} out-of-fold predictions: {samples with { HolmPValue = HolmPValue }}",
        { Low: double.NaN } => $"{Metric} {Text(Value)} on each of {Folds} folds: they do not vary, so there is no t-test; see the "
            + "comparison of the validation samples",
        _ => $"{Metric} {Text(Value)} ({Text(Low)} to {Text(High)}) over {Folds} folds, "
            + string.Create(CultureInfo.InvariantCulture, $"p = {PValue:G2}{PairedDifference.HolmText(HolmPValue)}: ")
            + (IsNoise ? "may be chance" : "not by chance"),
    };

    /// <summary>Compares the out-of-fold predictions; those with the same folds are in the same order.</summary>
    private static PairedDifference? PooledOf(FoldResult first, FoldResult second) =>
        first.OutOfFold is { } before && second.OutOfFold is { } after && before.Targets.SequenceEqual(after.Targets)
            ? PairedDifference.Of(before, after) : null;

    // Errors of values have a unit, in which they may be small.
    private string Text(double value)
    {
        var largest = double.IsNaN(Low) ? Math.Abs(Value) : Math.Max(Math.Abs(Low), Math.Abs(High));
        return value.ToString(largest is > 0 and < 5e-4 ? "+0.00E+0;-0.00E+0;0" : "+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);
    }

    private static (int, int) Key(FoldScore score) => (score.Repeat, score.Fold);

    private static string Describe(FoldResult result)
    {
        var (folds, repeats, first) = (result.Scores.Max(s => s.Fold), result.Scores.Max(s => s.Repeat), result.Scores[0]);
        var plan = result.Plan[..FoldResult.FewestPlanDigits];
        return string.Create(
            CultureInfo.InvariantCulture, $"{folds} folds x {repeats} of {first.Train + first.Validation:N0} images, {plan}");
    }
}
