namespace Transfer.Tests.Pipeline;

/// <summary>An accuracy says little where one answer to all samples has as much.</summary>
public sealed class BaselineTests
{
    [Fact]
    public void A_model_that_has_learnt_nothing_of_five_bad_images_among_five_hundred_good_ones_is_named()
    {
        var result = Of(good: 500, bad: 5, Enumerable.Repeat(0.2f, 505));
        Assert.Equal((0.990, 0), (Math.Round(result["accuracy"].Value, 3), result["mcc"].Value));
        Assert.Equal(0.5, result["balanced_accuracy"].Value);
        Assert.Equal(
            "Always predicting 'a' has accuracy 0.990 (and the shares of the classes log_loss 0.056), and the model is no better. "
            + "It never predicts 'b' (5 samples).", result.AgainstBaseline());
        Assert.Equal(["b"], result.NeverPredicted);
        // -(500/505 ln 500/505 + 5/505 ln 5/505).
        Assert.Equal(0.0555461, result.Baseline!.LogLoss!.Value, 1e-6);
    }

    [Fact]
    public void A_difference_to_the_largest_class_is_tested()
    {
        // Two of the bad ones are found, which may be chance; all of 20 are not.
        var doubtful = Of(500, 5, Enumerable.Range(0, 505).Select(i => i >= 503 ? 0.9f : 0.2f));
        Assert.Equal(0.5, doubtful.Baseline!.PValue!.Value, 1e-12);
        Assert.Contains("has accuracy 0.990 (and the shares of the classes log_loss 0.056), and the model may be no better.",
            doubtful.AgainstBaseline(), StringComparison.Ordinal);
        var better = Of(80, 20, Enumerable.Range(0, 100).Select(i => i >= 80 ? 0.9f : 0.2f));
        Assert.EndsWith("log_loss 0.500).", better.AgainstBaseline(), StringComparison.Ordinal);
        Assert.Empty(better.NeverPredicted);
    }

    [Fact]
    public void Labels_have_a_baseline_as_well()
    {
        // The second label is on one sample of ten and never predicted.
        float[] truth = [.. Enumerable.Range(0, 20).SelectMany(i => new[] { i % 2, i % 10 == 0 ? 1f : 0 })];
        float[] outputs = [.. Enumerable.Range(0, 20).SelectMany(i => new[] { i % 2 == 1 ? 0.9f : 0.1f, 0.2f })];
        var result = EvaluationResult.Of(Sample.Of(TaskKind.MultiLabel, 2, outputs, truth));
        Assert.Equal(0.7, result.Baseline!.Accuracy, 1e-9);
        Assert.Equal(
            "The more frequent value of each label has accuracy 0.700. It never predicts 'b' (2 samples).", result.AgainstBaseline());
        Assert.Equal(0.9, result["exact_match"].Value, 1e-9);
        // 10 of 12 labels are found, and none too many.
        Assert.Equal(20 / 22.0, result["micro_f1"].Value, 1e-9);
    }

    [Fact]
    public void Few_values_have_a_word_of_warning()
    {
        float[] truth = [.. Enumerable.Range(0, 99).Select(i => (float)i)];
        var few = EvaluationResult.Of(Sample.Of(TaskKind.Regression, 1, [.. truth.Select((t, i) => t + (i % 3))], truth));
        Assert.EndsWith("mae 24.747. Intervals from fewer than 100 samples are somewhat too narrow.", few.AgainstBaseline(),
            StringComparison.Ordinal);
        // Errors that are all the same have no interval.
        var same = EvaluationResult.Of(Sample.Of(TaskKind.Regression, 1, [.. truth.Select(t => t + 1)], truth));
        Assert.Equal("1.000 (no interval)", same["mae"].ToString());
    }

    private static EvaluationResult Of(int good, int bad, IEnumerable<float> outputs) => EvaluationResult.Of(Sample.Of(
        TaskKind.Binary, 2, [.. outputs], [.. Enumerable.Repeat(0f, good), .. Enumerable.Repeat(1f, bad)]));
}
