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
        var after = Tempering.Apply(outputs, labels.Length, calibration.Temperature);
        Assert.All(outputs.Zip(after), p => Assert.Equal(p.First > 0.5f, p.Second > 0.5f));
        Assert.Equal(calibration.ErrorAfter, Calibration.ExpectedError(after, labels), 1e-9);
    }

    [Fact]
    public void One_column_and_two_give_the_same_temperature()
    {
        var (outputs, labels) = TwoClasses(2);
        float[] both = [.. outputs.SelectMany(p => new[] { 1 - p, p })];
        Assert.Equal(Calibration.Fit(outputs, labels).Temperature, Calibration.Fit(both, labels).Temperature, 1e-3);
        Assert.All(Tempering.Apply(both, labels.Length, 3).Chunk(2), row => Assert.Equal(1, row.Sum(), 1e-5));
    }

    [Fact]
    public void The_calibration_error_is_the_mean_gap_within_bins()
    {
        // Two thousand answers that are 0.9 sure, half of them right, and as many of 0.6 that are right: chance adds next to nothing.
        float[] outputs = [.. Enumerable.Range(0, 4000).Select(i => i % 4 < 2 ? 0.9f : 0.4f)];
        Assert.Equal(0.4, Calibration.ExpectedError(outputs, [.. Enumerable.Range(0, 4000).Select(i => i % 4 == 0 ? 1L : 0)]), 1e-6);
        Assert.Equal(0, Calibration.ExpectedError([1, 0, 0, 0, 1, 0], [0, 1]), 1e-6);
    }

    [Theory]
    [InlineData(1, 0.03)]
    [InlineData(1.6, 0.02)]
    public void Chance_is_no_calibration_error(double temperature, double tolerance)
    {
        // Of 40 sets of 400 samples: bins alone show 0.045 for a perfect model.
        double[] errors = [.. Enumerable.Range(0, 40).Select(set =>
        {
            var (outputs, labels) = TwoClasses(temperature, 400, set);
            return Calibration.ExpectedError(outputs, labels);
        })];
        var (many, truth) = TwoClasses(temperature, 200_000, 99);
        var expected = Calibration.ExpectedError(many, truth);
        Assert.InRange(errors.Average(), expected - tolerance, expected + tolerance);
    }

    [Fact]
    public void A_temperature_that_is_at_its_limit_or_makes_things_worse_is_not_offered()
    {
        Assert.False(new Calibration(20, 0.2, 0.1).IsBetter);
        Assert.False(new Calibration(0.05, 0.2, 0.1).IsBetter);
        Assert.False(new Calibration(1.5, 0.1, 0.11).IsBetter);
        Assert.True(new Calibration(1.5, 0.1, 0.05).IsBetter);
        // Half of the answers are wrong however sure they are: only a temperature without limit would do.
        float[] outputs = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? 0.999f : 0.001f)];
        float[] truth = [.. Enumerable.Range(0, 200).Select(i => (float)(i / 2 % 2))];
        var adjusted = Adjustment.Fit(Sample.Of(TaskKind.Binary, 2, outputs, truth));
        Assert.Equal(1, adjusted!.Temperature);
        Assert.Equal("calibration error 0.100, which no temperature makes smaller", new Calibration(1, 0.1, 0.1).ToString());
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
    private static (float[] Outputs, long[] Labels) TwoClasses(double temperature, int count = 4000, int set = 0)
    {
        var random = new SeededRandom(7, set);
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
