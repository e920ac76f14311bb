using Transfer.Models.Quantization;

namespace Transfer.Tests.Models.Quantization;

/// <summary>Ranges of activations.</summary>
public sealed class HistogramTests
{
    [Fact]
    public void The_whole_range_has_zero_in_it() => Assert.Equal((0, 5), Of([2, 3, 5]).Range(CalibrationMethod.MinMax));

    [Fact]
    public void A_percentile_cuts_rare_values_off()
    {
        float[] values = [.. Enumerable.Range(0, 100_000).Select(i => i % 1000 / 1000f), 50];
        var (low, high) = Of(values).Range(CalibrationMethod.Percentile);
        Assert.Equal(0, low);
        Assert.InRange(high, 0.95f, 1.1f);
    }

    [Fact]
    public void Divergence_cuts_a_long_tail_off_and_keeps_even_values()
    {
        var random = new SeededRandom(3);
        var normal = Enumerable.Range(0, 200_000).Select(_ => (float)random.Normal(0, 1)).ToArray();
        var (low, high) = Of([.. normal, 40, -40]).Range(CalibrationMethod.Entropy);
        Assert.InRange(high, 2.5f, 15);
        Assert.InRange(-low, 2.5f, 15);

        float[] even = [.. Enumerable.Range(0, 100_000).Select(i => i / 100_000f)];
        Assert.InRange(Of(even).Range(CalibrationMethod.Entropy).High, 0.95f, 1);
    }

    [Fact]
    public void Nothing_but_zeros_is_a_range() => Assert.All(
        Enum.GetValues<CalibrationMethod>(), method => Assert.Equal((0, 0), Of([0, 0, 0]).Range(method)));

    private static ActivationHistogram Of(float[] values)
    {
        var histogram = new ActivationHistogram();
        histogram.Widen(values);
        histogram.Count(values);
        return histogram;
    }
}
