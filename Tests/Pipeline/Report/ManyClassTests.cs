namespace Transfer.Tests.Pipeline;

public sealed class ManyClassTests : IDisposable
{
    private const int Classes = 1000;

    private readonly TableSamples _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void A_report_of_a_thousand_classes_is_a_few_megabytes()
    {
        var options = _files.OfClasses("run", 30, "a", "b", "c") with { Trainer = new TrainerOptions { Epochs = 1 } };
        var trained = TransferLearning.Train(options).Run;
        // The record of a small run with the predictions of a large one: training is not what is tested.
        string[] names = [.. Enumerable.Range(0, Classes).Select(c => $"class-{c:D4}")];
        var random = new SeededRandom(1);
        float[] truth = [.. Enumerable.Range(0, 2 * Classes).Select(i => (float)(i % Classes))];
        var outputs = new float[truth.Length * Classes];
        for (var i = 0; i < truth.Length; i++)
        {
            // Half is right, the rest one of a few neighbours.
            var answer = ((int)truth[i] + (random.Chance(0.5) ? 0 : random.Next(40))) % Classes;
            outputs.AsSpan(i * Classes, Classes).Fill(0.5f / Classes);
            outputs[(i * Classes) + answer] += 0.5f;
        }

        var predictions = new Predictions
        {
            Task = LearningTask.OfClasses(Classes),
            Names = names,
            Samples = [.. truth.Select((_, i) => $"{i}.jpg")],
            Outputs = outputs,
            Targets = truth,
        };
        var result = EvaluationResult.Of(predictions);
        trained.Write(new Dictionary<string, EvaluationResult> { ["validation"] = result });
        Assert.InRange(new FileInfo(trained.EvaluationPath).Length, 1e6, 3e6);
        Assert.Equal(result.ConfusionMatrix, trained.ReadEvaluation()["validation"].ConfusionMatrix);
        trained.Write(trained.ReadRecord() with { Classes = names, Kind = TaskKind.MultiClass });
        PredictionFile.Write(trained.PredictionsPath("validation"), predictions);
        var page = RunReport.Write(trained.Path);
        Assert.InRange(new FileInfo(page).Length, 1e5, 3e6);
        Assert.Contains("most frequent confusions, validation", File.ReadAllText(page), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(trained.Path, "report-confusion-matrix.png")));
    }
}
