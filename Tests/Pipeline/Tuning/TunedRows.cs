namespace Transfer.Tests.Pipeline.Tuning;

/// <summary>Outcomes of a tournament that was not run.</summary>
internal static class TunedRows
{
    /// <summary>A configuration that was measured on all folds.</summary>
    public static TunedConfiguration Row(string model, double accuracy, double milliseconds, double megabytes) => new()
    {
        Configuration = new TuneConfiguration(model, 224, null, Pooling.Average, "linear", 0),
        Folds = 10,
        Accuracy = accuracy,
        Low = accuracy - 0.01,
        High = accuracy + 0.01,
        StandardError = 0.02,
        Loss = 0,
        Milliseconds = milliseconds,
        Megabytes = megabytes,
        TrainingSeconds = 1,
        IsAsGood = true,
    };

    /// <summary>The accuracies of its folds.</summary>
    public static FoldResult Folds(params double[] accuracies) => new()
    {
        Metric = LearningTask.Accuracy,
        Plan = "plan",
        Scores = [.. accuracies.Select((a, i) => new FoldScore(1, i + 1, 30, 10, 1, 0.5, a))],
    };
}
