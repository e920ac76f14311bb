namespace Transfer.Tests.Pipeline;

public sealed class CalibrationTests
{
    [Theory]
    [InlineData(2.5)]
    [InlineData(0.5)]
    public void Two_classes_of_a_model_that_is_too_sure_or_too_unsure_become_calibrated(double temperature)
    {
        var (outputs, labels) = TwoClasses(temperature);
        var calibration = Calibration.Fit(outputs, labels);
        Assert.Equal(temperature, calibration.Temperature, temperature * 0.1);
        Assert.True(calibration.ErrorBefore > 0.05, $"{calibration}");
        Assert.True(calibration.ErrorAfter < 0.02, $"{calibration}");
        // No answer changes.
        var after = Calibration.Apply(outputs, labels.Length, calibration.Temperature);
        Assert.All(outputs.Zip(after), p => Assert.Equal(p.First > 0.5f, p.Second > 0.5f));
        Assert.Equal(calibration.ErrorAfter, Calibration.ExpectedError(after, labels), 1e-9);
    }

    [Fact]
    public void One_column_and_two_give_the_same_temperature()
    {
        var (outputs, labels) = TwoClasses(2);
        float[] both = [.. outputs.SelectMany(p => new[] { 1 - p, p })];
        Assert.Equal(Calibration.Fit(outputs, labels).Temperature, Calibration.Fit(both, labels).Temperature, 1e-3);
        Assert.All(Calibration.Apply(both, labels.Length, 3).Chunk(2), row => Assert.Equal(1, row.Sum(), 1e-5));
    }

    [Fact]
    public void The_calibration_error_is_the_mean_gap_within_bins()
    {
        // Two answers that are 0.9 sure, one of them right, and two of 0.6 that are right: (2 x 0.4 + 2 x 0.4) / 4.
        Assert.Equal(0.4, Calibration.ExpectedError([0.9f, 0.9f, 0.4f, 0.4f], [1, 0, 0, 0]), 1e-6);
        Assert.Equal(0, Calibration.ExpectedError([1, 0, 0, 0, 1, 0], [0, 1]), 1e-6);
    }

    [Fact]
    public void The_threshold_divides_the_classes_best()
    {
        Assert.Equal(0.25f, BinaryThreshold.Choose([0.1f, 0.2f, 0.3f, 0.9f], [0, 0, 1, 1]), 1e-6f);
        // Nine of the first class must not outvote one of the second.
        Assert.Equal(0.15f, BinaryThreshold.Choose(
            [0, 0.02f, 0.03f, 0.04f, 0.05f, 0.06f, 0.07f, 0.1f, 0.3f, 0.2f], [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]), 1e-6f);
        Assert.Equal(BinaryThreshold.Default, BinaryThreshold.Choose([0.1f, 0.9f], [1, 1]));
        Assert.Equal(BinaryThreshold.Default, BinaryThreshold.Choose([0.3f, 0.3f], [0, 1]));
    }

    /// <summary>Labels drawn with the probabilities that the logits have when divided by the temperature.</summary>
    private static (float[] Outputs, long[] Labels) TwoClasses(double temperature)
    {
        const int count = 4000;
        var random = new SeededRandom(7);
        var (outputs, labels) = (new float[count], new long[count]);
        for (var i = 0; i < count; i++)
        {
            var logit = random.Normal(0, 2);
            labels[i] = random.Chance(Sigmoid(logit)) ? 1 : 0;
            outputs[i] = (float)Sigmoid(logit * temperature);
        }

        return (outputs, labels);

        static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
    }
}
