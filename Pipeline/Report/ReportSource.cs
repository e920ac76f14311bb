using System.Globalization;

namespace Transfer.Pipeline.Report;

/// <summary>The data of a report, read from the run folder.</summary>
internal sealed record ReportSource
{
    public required RunFolder Run { get; init; }

    public required RunRecord Record { get; init; }

    public required LearningTask Task { get; init; }

    /// <summary>The learning curves; empty for a run without epochs.</summary>
    public required IReadOnlyList<Epoch> Epochs { get; init; }

    /// <summary>The metric of the learning curves: <c>accuracy</c> or <c>mae</c>.</summary>
    public required string CurveMetric { get; init; }

    public required IReadOnlyDictionary<string, EvaluationResult> Evaluation { get; init; }

    public required Predictions Validation { get; init; }

    public Predictions? Test { get; init; }

    /// <summary>The number of evaluations of the test set; null when there were none.</summary>
    public TestOpening? Opening { get; init; }

    /// <summary>The result of K-fold validation; null where there was none.</summary>
    public FoldResult? Folds { get; init; }

    public EvaluationResult ValidationResult => Evaluation[SplitNames.Validation];

    public EvaluationResult? TestResult => Evaluation.GetValueOrDefault(SplitNames.Test);

    public EvaluationResult? Adjusted(string split) => Evaluation.GetValueOrDefault(SplitEvaluation.AdjustedName(split));

    /// <exception cref="IOException">The run does not exist, or was not evaluated.</exception>
    /// <exception cref="InvalidDataException">A file of the run is damaged.</exception>
    public static ReportSource Read(string path)
    {
        var run = RunFolder.Open(path);
        var record = run.ReadRecord();
        var evaluation = run.ReadEvaluation();
        if (!evaluation.ContainsKey(SplitNames.Validation) || !File.Exists(run.PredictionsPath(SplitNames.Validation)))
        {
            throw new FileNotFoundException($"'{path}' has nothing to report: it was not trained to its end, or by an older version "
                + $"(its status is '{record.Status}'). Evaluate its validation split first.");
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
            Validation = ReadPredictions(SplitNames.Validation),
            Test = evaluation.ContainsKey(SplitNames.Test) && File.Exists(run.PredictionsPath(SplitNames.Test))
                ? ReadPredictions(SplitNames.Test)
                : null,
            Folds = File.Exists(run.FoldScoresPath) ? FoldResult.Read(run) : null,
            Opening = run.ReadOpenings() is { Count: > 0 } openings ? openings[^1] : null,
        };

        Predictions ReadPredictions(string split)
        {
            var predictions = PredictionFile.Read(run.PredictionsPath(split), task, record.Classes);
            // An escape in a name would make a plot invalid.
            return predictions with { Names = [.. predictions.Names.Select(VisibleText.Of)] };
        }
    }

    private static (IReadOnlyList<Epoch> Epochs, string Metric) ReadHistory(string path)
    {
        if (!File.Exists(path))
        {
            return ([], "");
        }

        // Losses of a diverged epoch are not finite, which CsvTable.Numbers refuses.
        var table = CsvTable.Read(path);
        double[][] columns = [.. table.Columns.Select(name => table.Texts(name).Select(Parse).ToArray())];
        if (columns is not [var number, var loss, var metric, var validationLoss, var validationMetric, var rate, ..])
        {
            throw new InvalidDataException(
                $"'{path}' has the columns {string.Join(", ", table.Columns)}; "
                + "expected epoch, loss, a metric, both of validation, learning_rate.");
        }

        var epochs = number.Select((n, i) => new Epoch((int)n, loss[i], metric[i], validationLoss[i], validationMetric[i], rate[i]));
        return ([.. epochs], table.Columns[2]);

        static double Parse(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : double.NaN;
    }
}
