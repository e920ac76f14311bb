using System.Globalization;
using System.Text.Json;

namespace Transfer.Pipeline.Folds;

/// <summary>The result of K-fold validation: <c>folds.csv</c> has the scores, <c>folds.json</c> the rest.</summary>
public sealed record FoldResult
{
    // As many of the plan's digits are shown.
    internal const int FewestPlanDigits = 8;

    private const string Columns = "repeat,fold,train,validation,best_epoch,val_loss,val_";

    /// <summary>The metric beside the loss: <c>accuracy</c> (higher is better) or <c>mae</c> (lower is better).</summary>
    public required string Metric { get; init; }

    /// <summary>The scores of each fold of each repeat, at least two.</summary>
    public required IReadOnlyList<FoldScore> Scores { get; init; }

    /// <summary>A SHA-256 of the images of each fold, in hexadecimal: runs with the same one can be compared fold by fold.</summary>
    public required string Plan { get; init; }

    /// <summary>The out-of-fold predictions of the first repeat; null for a run of an earlier version.</summary>
    internal Predictions? OutOfFold { get; init; }

    /// <summary>The mean of the metric over all folds.</summary>
    public double Mean => Corrected.Value;

    /// <summary>The standard deviation of the metric over all folds.</summary>
    public double Deviation => Corrected.Deviation;

    /// <summary>
    /// The lower end of the 95 % interval of the mean (Student's t, with the corrected variance of Nadeau and Bengio, 2003).
    /// </summary>
    /// <remarks>
    /// Folds that all have the same accuracy leave no variance; then it is Wilson's interval of the answers to all samples, once each. The
    /// same error in all folds has no interval: both ends are NaN.
    /// </remarks>
    public double Low => Interval.Low;

    /// <summary>The upper end of the interval.</summary>
    public double High => Interval.High;

    /// <summary>The number of validation samples divided by that of training samples.</summary>
    internal double ValidationShare => Scores.Sum(s => (double)s.Validation) / Scores.Sum(s => (double)s.Train);

    /// <summary>The number of samples, each of which validates once in a repeat.</summary>
    private int Samples => Scores.Where(s => s.Repeat == 1).Sum(s => s.Validation);

    private (double Low, double High) Interval
    {
        get
        {
            var (mean, half) = (Corrected.Value, Corrected.HalfWidth);
            return (Metric, Corrected.Varies) switch
            {
                (LearningTask.Accuracy, true) => (Math.Max(0, mean - half), Math.Min(1, mean + half)),
                (LearningTask.Accuracy, false) => Accuracy.Wilson(mean, Samples),
                (_, true) => (mean - half, mean + half),
                _ => (double.NaN, double.NaN),
            };
        }
    }

    private CorrectedMean Corrected => new([.. Scores.Select(s => s.Metric)], ValidationShare);

    /// <summary>Such as <c>accuracy 0.9870 (0.9794 to 0.9946), standard deviation 0.0078 over 100 folds</c>.</summary>
    public override string ToString() => $"{Metric} {Text(Mean)} "
        + (double.IsNaN(Low) ? "(no interval: the folds do not vary)" : $"({Text(Low)} to {Text(High)})")
        + $", standard deviation {Text(Deviation)} over {Scores.Count} folds";

    /// <summary>Reads the result of a run.</summary>
    /// <exception cref="IOException">The run has no folds.</exception>
    /// <exception cref="InvalidDataException">A file is damaged.</exception>
    internal static FoldResult Read(RunFolder run)
    {
        if (!File.Exists(run.FoldScoresPath) || !File.Exists(run.FoldSummaryPath))
        {
            throw new FileNotFoundException($"The run '{run.Path}' has no folds. Train with folds first, such as 10 folds and 10 repeats.");
        }

        try
        {
            var summary = RunJson.Parse<FoldSummary>(File.ReadAllText(run.FoldSummaryPath));
            string[] lines = File.ReadAllLines(run.FoldScoresPath);
            if (lines is not [var names, .. var rows] || names != Columns + summary.Metric)
            {
                throw new FormatException($"'{run.FoldScoresPath}' does not begin with {Columns}{summary.Metric}");
            }

            return rows.Length < 2 || summary.Plan.Length < FewestPlanDigits
                ? throw new FormatException($"'{run.FoldScoresPath}' has {rows.Length} folds of '{summary.Plan}'; expected at least two")
                : WithPredictions(
                    new FoldResult { Metric = summary.Metric, Plan = summary.Plan, Scores = [.. rows.Select(FoldScore.Parse)] }, run);
        }
        catch (Exception exception) when (exception is JsonException or FormatException)
        {
            throw new InvalidDataException(
                $"The folds of the run '{run.Path}' are damaged ({exception.Message.TrimEnd('.')}). Train again into another folder.",
                exception);
        }
    }

    /// <summary>Writes <c>folds.csv</c> and <c>folds.json</c>.</summary>
    internal void Write(RunFolder run, FoldOptions options)
    {
        File.WriteAllLines(run.FoldScoresPath, Scores.Select(s => s.ToString()).Prepend(Columns + Metric));
        run.Write(new FoldSummary
        {
            Folds = options.Folds,
            Repeats = options.Repeats,
            Groups = options.Groups,
            Plan = Plan,
            Metric = Metric,
            Mean = Mean,
            Deviation = Deviation,
            Low = Low,
            High = High,
        });
    }

    private static FoldResult WithPredictions(FoldResult result, RunFolder run) =>
        result with { OutOfFold = FoldPredictions.Read(run, result.Samples) };

    // Errors of values have a unit, in which they may be small.
    private string Text(double value) => value.ToString(
        Math.Abs(Mean) is > 0 and < 5e-3 && Metric != LearningTask.Accuracy ? "0.00E+0" : "F4", CultureInfo.InvariantCulture);
}
