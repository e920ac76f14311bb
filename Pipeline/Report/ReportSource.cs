using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>Everything that a report is made of, read from the run folder.</summary>
internal sealed record ReportSource
{
    private const string ValidationSplit = "validation";

    public required RunFolder Run { get; init; }

    public required RunRecord Record { get; init; }

    public required LearningTask Task { get; init; }

    /// <summary>The learning curves; empty for a run without epochs.</summary>
    public required IReadOnlyList<Epoch> Epochs { get; init; }

    /// <summary>What the learning curves show beside the loss: <c>accuracy</c> or <c>mae</c>.</summary>
    public required string CurveMetric { get; init; }

    public required IReadOnlyDictionary<string, EvaluationResult> Evaluation { get; init; }

    public required Predictions Validation { get; init; }

    public Predictions? Test { get; init; }

    /// <summary>How often the test set has been opened; null where it has not been.</summary>
    public TestOpening? Opening { get; init; }

    public EvaluationResult ValidationResult => Evaluation[ValidationSplit];

    public EvaluationResult? TestResult => Evaluation.GetValueOrDefault("test");

    public EvaluationResult? Adjusted(string split) => Evaluation.GetValueOrDefault(SplitEvaluation.AdjustedName(split));

    /// <exception cref="IOException">There is no such run, or it was never evaluated.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged.</exception>
    public static ReportSource Read(string path)
    {
        var run = RunFolder.Open(path);
        var record = run.ReadRecord();
        var evaluation = run.ReadEvaluation();
        if (!evaluation.ContainsKey(ValidationSplit) || !File.Exists(run.PredictionsPath(ValidationSplit)))
        {
            throw new FileNotFoundException($"'{path}' has nothing to report: it was not trained to its end, or by an older version (its status is '{record.Status}'). Evaluate its validation split first.");
        }

        var task = record.ToTask();
        var (epochs, metric) = ReadHistory(run.HistoryPath);
        return new ReportSource
        {
            Run = run,
            Record = record,
            Task = task,
            Epochs = epochs,
            CurveMetric = metric,
            Evaluation = evaluation,
            Validation = Predictions.Read(run.PredictionsPath(ValidationSplit), task, record.Classes),
            Test = evaluation.ContainsKey("test") && File.Exists(run.PredictionsPath("test")) ? Predictions.Read(run.PredictionsPath("test"), task, record.Classes) : null,
            Opening = run.ReadOpenings() is { Count: > 0 } openings ? openings[^1] : null,
        };
    }

    private static (IReadOnlyList<Epoch> Epochs, string Metric) ReadHistory(string path)
    {
        if (!File.Exists(path))
        {
            return ([], "");
        }

        // A diverged epoch has losses that are no finite numbers, which a table of numbers would refuse.
        var table = CsvTable.Read(path);
        var columns = table.Columns.Select(name => table.Texts(name).Select(t => double.TryParse(t, CultureInfo.InvariantCulture, out var v) ? v : double.NaN).ToArray()).ToArray();
        return columns.Length < 6
            ? throw new InvalidDataException($"'{path}' has the columns {string.Join(", ", table.Columns)}; expected epoch, loss, a metric, both of validation, learning_rate.")
            : ([.. Enumerable.Range(0, table.Count).Select(i => new Epoch((int)columns[0][i], columns[1][i], columns[2][i], columns[3][i], columns[4][i], columns[5][i]))], table.Columns[2]);
    }
}
