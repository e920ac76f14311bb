using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class EvaluationTests
{
    // Newcombe (1998), Statistics in Medicine 17, table I, method 3 (Wilson's score).
    [Theory]
    [InlineData(81, 263, 0.2553, 0.3662)]
    [InlineData(15, 148, 0.0624, 0.1605)]
    [InlineData(0, 20, 0.0000, 0.1611)]
    [InlineData(1, 29, 0.0061, 0.1718)]
    public void The_interval_is_Wilsons(int right, int total, double low, double high)
    {
        var accuracy = new Accuracy(right, total);
        Assert.Equal(low, accuracy.Low, 1e-4);
        Assert.Equal(high, accuracy.High, 1e-4);
    }

    [Fact]
    public void One_output_is_the_probability_of_the_second_class()
    {
        var result = EvaluationResult.Of(Sample.Of(TaskKind.Binary, 2, [0.9f, 0.2f, 0.6f], [1, 0, 0]));
        Assert.Equal(2, result.Accuracy!.Right);
        Assert.Equal([[1, 1], [0, 1]], result.ConfusionMatrix);
        Assert.Equal((-Math.Log(0.9) - Math.Log(0.8) - Math.Log(0.4)) / 3, result.Loss, 1e-6);
        Assert.Equal(result.Loss, result["log_loss"].Value, 1e-6);
    }

    [Fact]
    public void Several_outputs_are_one_probability_a_class()
    {
        var result = EvaluationResult.Of(Sample.Of(TaskKind.MultiClass, 3, [0.7f, 0.2f, 0.1f, 0.1f, 0.2f, 0.7f], [0, 1]));
        Assert.Equal(1, result.Accuracy!.Right);
        Assert.Equal([[1, 0, 0], [0, 0, 1], [0, 0, 0]], result.ConfusionMatrix);
        // A class that no sample has does not count.
        Assert.Equal(0.5, result["balanced_accuracy"].Value, 1e-9);
    }

    [Fact]
    public void Every_row_of_the_table_of_tasks_has_the_metrics_that_it_names() =>
        Assert.All(TaskRow.All.SelectMany(r => r.Losses, (row, loss) => (row, loss)), pair =>
    {
        var options = new TaskOptions { OutputActivation = pair.row.OutputActivation.ToString(), Loss = pair.loss };
        var task = LearningTask.Choose(pair.row.Kind, 2, options);
        var classes = task.Kind is TaskKind.Binary or TaskKind.MultiClass;
        float[] outputs = [.. Enumerable.Range(0, 12 * task.Outputs).Select(i => 0.1f + (i * 7 % 12 / 15f))];
        float[] truth = [.. Enumerable.Range(0, classes ? 12 : 24).Select(i => (float)(i * 5 % 3 > 0 ? 1 : 0))];
        var result = EvaluationResult.Of(Sample.Of(pair.row.Kind, 2, outputs, truth, options));
        Assert.Equal(task.Metrics, result.Metrics.Select(m => m.Name));
        Assert.All(result.Metrics.Concat(result.ByTarget.SelectMany(t => t.Metrics)), m =>
            Assert.True(m.Low <= m.Value && m.Value <= m.High, $"{task.Description}: {m.Name} {m}"));
        Assert.Equal(2, result.ByTarget.Count);
        Assert.True(double.IsFinite(result.Loss), task.Description);
    });

    [Fact]
    public void Figures_of_two_classes_are_those_of_the_textbooks()
    {
        var (outputs, truth) = TwoClasses(300);
        const float threshold = 0.4f;
        var result = EvaluationResult.Of(Sample.Of(TaskKind.Binary, 2, outputs, truth), threshold);
        var positive = truth.Zip(outputs).Where(p => p.First == 1).Select(p => p.Second).ToList();
        var negative = truth.Zip(outputs).Where(p => p.First == 0).Select(p => p.Second).ToList();
        // Mann and Whitney: how often a positive is above a negative.
        var auc = positive.Average(p => negative.Average(n => p > n ? 1.0 : p == n ? 0.5 : 0));
        Assert.Equal(auc, result["auc"].Value, 1e-6);
        var (hits, answered) = (positive.Count(p => p > threshold), outputs.Count(o => o > threshold));
        Assert.Equal((double)hits / answered, result["precision"].Value, 1e-9);
        Assert.Equal((double)hits / positive.Count, result["recall"].Value, 1e-9);
        Assert.Equal(2.0 * hits / (answered + positive.Count), result["f1"].Value, 1e-9);
        Assert.Equal(truth.Zip(outputs).Average(p => -Math.Log(p.First == 1 ? p.Second : 1 - p.Second)), result["log_loss"].Value, 1e-5);
        Assert.Equal(threshold, result.Threshold);
    }

    [Fact]
    public void Figures_of_several_classes_and_of_values_are_those_of_the_textbooks()
    {
        var random = new SeededRandom(3);
        float[] truth = [.. Enumerable.Range(0, 200).Select(i => (float)(i % 4))];
        float[] outputs = [.. truth.SelectMany(t =>
        {
            double[] logits = [.. Enumerable.Range(0, 4).Select(c => Math.Exp(random.Normal(c == (int)t ? 1.2 : 0)))];
            return logits.Select(l => (float)(l / logits.Sum()));
        })];
        var classes = EvaluationResult.Of(Sample.Of(TaskKind.MultiClass, 4, outputs, truth));
        Assert.Equal(classes.ByTarget.Average(t => t.Metrics[1].Value), classes["balanced_accuracy"].Value, 1e-9);
        Assert.Equal(classes.ByTarget.Average(t => t.Metrics[2].Value), classes["f1"].Value, 1e-9);
        Assert.Equal(classes.Loss, classes["log_loss"].Value, 1e-5);
        Assert.Equal(classes.ConfusionMatrix.Select(r => r.Sum()), classes.ByTarget.Select(t => t.Support));

        float[] values = [.. Enumerable.Range(0, 200).Select(i => (float)random.Normal(50, 10))];
        float[] guesses = [.. values.Select(v => v + (float)random.Normal(0, 4))];
        var result = EvaluationResult.Of(Sample.Of(TaskKind.Regression, 1, guesses, values));
        double[] errors = [.. values.Zip(guesses, (v, g) => (double)g - v)];
        var mean = values.Average();
        Assert.Equal(errors.Average(Math.Abs), result["mae"].Value, 1e-5);
        Assert.Equal(Math.Sqrt(errors.Average(e => e * e)), result["rmse"].Value, 1e-5);
        Assert.Equal(1 - (errors.Sum(e => e * e) / values.Sum(v => (v - mean) * (v - mean))), result["r2"].Value, 1e-5);
    }

    [Fact]
    public void F1_has_an_interval_also_where_all_answers_are_right()
    {
        // Eight of eight: Wilson's share is 0.6756 to 1, and 2 x 0.6756 / 1.6756 is 0.8064.
        float[] truth = [.. Enumerable.Range(0, 16).Select(i => i < 8 ? 0f : 1)];
        var result = EvaluationResult.Of(Sample.Of(TaskKind.Binary, 2, Array.ConvertAll(truth, t => t == 0 ? 0.1f : 0.9f), truth));
        Assert.Equal((1, 0.8064, 1), (result["f1"].Value, Math.Round(result["f1"].Low, 4), result["f1"].High));
        // Without an error the temperature is not fitted.
        Assert.Equal(1, Adjustment.Fit(Sample.Of(TaskKind.Binary, 2, [0.1f, 0.9f], [0, 1]))!.Temperature);
    }

    [Fact]
    public void One_class_alone_has_an_accuracy_and_no_area()
    {
        var result = EvaluationResult.Of(Sample.Of(TaskKind.Binary, 2, [0.2f, 0.3f, 0.6f], [0, 0, 0]));
        Assert.Equal(2, result.Accuracy!.Right);
        Assert.True(double.IsNaN(result["auc"].Value));
        Assert.Equal("not defined", result["auc"].ToString());
        Assert.Equal(0, result["precision"].Value);
    }

    [Fact]
    public void Bootstrapped_intervals_hold_the_truth_as_often_as_they_say()
    {
        // The mean of 80 uniform numbers, 200 times: 95 % of the intervals should hold 0.5.
        var held = Enumerable.Range(0, 200).Count(round =>
        {
            var random = new SeededRandom(11, round);
            double[] values = [.. Enumerable.Range(0, 80).Select(_ => random.NextDouble())];
            var (low, high) = Bootstrap.Intervals(80, weights => [Bootstrap.Mean(values, weights)], seed: round)[0];
            return low <= 0.5 && 0.5 <= high;
        });
        Assert.InRange(held, 182, 198);
        var (first, second) = (Bootstrap.Intervals(5, w => [w[0]]), Bootstrap.Intervals(5, w => [w[0]]));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Predictions_are_read_back_as_they_were_written()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("predictions.csv");
        var classes = Sample.Of(
            TaskKind.MultiClass, 3, [0.7f, 0.2f, 0.1f, 0.123456789f, 0.2f, 0.7f], [2, 0]) with
        { Names = ["a,b", "c \"d\"", "e"] };
        var labels = Sample.Of(TaskKind.MultiLabel, 2, [0.9f, 0.9f, 0.1f, 0.9f], [1, 0, 0, 1]);
        Assert.All([classes, labels, Sample.Of(TaskKind.Binary, 2, [0.25f], [1]),
            Sample.Of(TaskKind.Regression, 1, [-1e-9f, 3], [2.5f, 1e20f])], written =>
        {
            PredictionFile.Write(path, written);
            var read = PredictionFile.Read(path, written.Task, written.Names);
            Assert.Equal(written.Outputs, read.Outputs);
            Assert.Equal(written.Targets, read.Targets);
            Assert.Equal(written.Samples, read.Samples);
        });
        PredictionFile.Write(path, labels);
        Assert.StartsWith("path,target:a,target:b,output:a,output:b\nvalidation/000.jpg,1,0,0.9,0.9\n", File.ReadAllText(path),
            StringComparison.Ordinal);
        Assert.Single(Directory.EnumerateFiles(folder.Path));
        var wrong = Assert.Throws<InvalidDataException>(() => PredictionFile.Read(path, classes.Task, classes.Names));
        Assert.Contains("has the columns path, target:a", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void R2_keeps_its_digits_where_targets_are_large()
    {
        var random = new SeededRandom(9);
        double[] small = [.. Enumerable.Range(0, 200).Select(_ => Math.Round(random.Normal(0, 10) * 8) / 8)];
        double[] guesses = [.. small.Select(v => v + (Math.Round(random.Normal(0, 3) * 8) / 8))];
        // Eighths are exact beside 100,000 in float32.
        var expected = Of(0);
        Assert.Equal(expected["r2"].Value, Of(100_000)["r2"].Value, 1e-12);
        Assert.InRange(Of(100_000)["r2"].Value, Of(100_000)["r2"].Low, Of(100_000)["r2"].High);

        EvaluationResult Of(double offset) => EvaluationResult.Of(Sample.Of(
            TaskKind.Regression, 1, [.. guesses.Select(v => (float)(v + offset))], [.. small.Select(v => (float)(v + offset))]));
    }

    [Fact]
    public void The_error_of_several_values_is_that_of_all_of_them()
    {
        var result = EvaluationResult.Of(Sample.Of(TaskKind.Regression, 2, [1, 0, 1, 0], [0, 7, 0, 7]));
        Assert.Equal(5, result["rmse"].Value, 1e-9);
        Assert.Equal([1, 7], result.ByTarget.Select(t => t.Metrics[1].Value));
    }

    [Fact]
    public void A_class_without_samples_has_no_part_in_a_mean_over_classes()
    {
        // The third class is predicted once and has no samples: F1 of the others is 2/3 and 1.
        var result = EvaluationResult.Of(Sample.Of(TaskKind.MultiClass, 3,
            [0.8f, 0.1f, 0.1f, 0.1f, 0.1f, 0.8f, 0.1f, 0.8f, 0.1f], [0, 0, 1]));
        Assert.Equal(0.75, result["balanced_accuracy"].Value, 1e-9);
        Assert.Equal((1 + (2 / 3.0)) / 2, result["f1"].Value, 1e-9);
    }

    [Fact]
    public void The_log_loss_has_one_limit()
    {
        var result = EvaluationResult.Of(Sample.Of(TaskKind.Binary, 2, [0, 1, 1, 0], [1, 1, 1, 0]));
        Assert.Equal(-Math.Log(1e-7) / 4, result["log_loss"].Value, 1e-5);
        Assert.Equal(result.Loss, result["log_loss"].Value, 1e-5);
        Assert.InRange(result["log_loss"].Value, result["log_loss"].Low, result["log_loss"].High);
    }

    [Fact]
    public void A_temperature_and_a_threshold_change_no_area()
    {
        var (outputs, truth) = TwoClasses(300);
        // Close to 1, where float32 has few digits.
        float[] high = [.. outputs.Select(o => 1 - (o * 1e-6f))];
        var predictions = Sample.Of(TaskKind.Binary, 2, high, truth);
        var plain = EvaluationResult.Of(predictions);
        Assert.Equal(plain["auc"], new Adjustment(7, 0.3f).Evaluate(predictions)["auc"]);
        Assert.Equal(plain["average_precision"], new Adjustment(7, 0.3f).Evaluate(predictions)["average_precision"]);
    }

    private static (float[] Outputs, float[] Truth) TwoClasses(int count)
    {
        var random = new SeededRandom(5);
        float[] truth = [.. Enumerable.Range(0, count).Select(i => (float)(i % 3 == 0 ? 1 : 0))];
        // Two decimals, so that there are ties.
        return ([.. truth.Select(t => (float)Math.Clamp(Math.Round(random.Normal(0.35 + (0.3 * t), 0.2), 2), 0.01, 0.99))], truth);
    }
}
