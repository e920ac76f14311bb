using Transfer.Augmentation;

namespace Transfer.Tests.Augmentation;

/// <summary>Every change of colour against its formula, written down once more as plainly as possible.</summary>
public sealed class ColourTests
{
    private const int Side = 7;
    private const int Plane = Side * Side;

    [Fact]
    public void Brightness_multiplies() => AssertPixels(ColourOperation.Brightness, 1.4, (r, g, b) => (r * 1.4f, g * 1.4f, b * 1.4f));

    [Fact]
    public void Saturation_multiplies_the_distance_to_grey() => AssertPixels(ColourOperation.Saturation, 0.3, (r, g, b) =>
    {
        var grey = Grey(r, g, b);
        return (grey + (0.3f * (r - grey)), grey + (0.3f * (g - grey)), grey + (0.3f * (b - grey)));
    });

    [Fact]
    public void Contrast_multiplies_the_distance_to_the_mean_grey()
    {
        var image = Image();
        var mean = Enumerable.Range(0, Plane).Average(index => Grey(image[index], image[Plane + index], image[(2 * Plane) + index]));
        float Change(float value) => mean + (1.6f * (value - mean));
        AssertPixels(ColourOperation.Contrast, 1.6, (r, g, b) => (Change(r), Change(g), Change(b)));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(-0.4)]
    public void Hue_keeps_the_grey_of_every_pixel(double turn)
    {
        var before = Muted();
        var after = Apply(before, new ColourStep(ColourOperation.Hue, turn));
        for (var index = 0; index < Plane; index++)
        {
            float GreyOf(float[] values) => Grey(values[index], values[Plane + index], values[(2 * Plane) + index]);
            Assert.Equal(GreyOf(before), GreyOf(after), 0.01f);
        }

        Assert.NotEqual(before, after);
    }

    [Fact]
    public void Hue_turned_by_a_third_three_times_is_where_it_was()
    {
        var third = new ColourStep(ColourOperation.Hue, 1 / 3.0);
        AssertClose(Muted(), Apply(Muted(), third, third, third), 0.01f);
    }

    [Fact]
    public void Hue_goes_from_red_over_green_to_blue()
    {
        var red = Enumerable.Range(0, 3 * Plane).Select(index => index < Plane ? 160f : 100f).ToArray();
        var turned = Apply(red, new ColourStep(ColourOperation.Hue, 1 / 3.0));
        Assert.True(turned[Plane] > turned[0] && turned[Plane] > turned[2 * Plane]);
        turned = Apply(red, new ColourStep(ColourOperation.Hue, -1 / 3.0));
        Assert.True(turned[2 * Plane] > turned[0] && turned[2 * Plane] > turned[Plane]);
    }

    [Fact]
    public void A_channel_shift_adds_within_the_images_own_limits()
    {
        var (low, high) = (Image().Min(), Image().Max());
        float Change(float value) => Math.Clamp(value + 50, low, high);
        AssertPixels(ColourOperation.ChannelShift, 50, (r, g, b) => (Change(r), Change(g), Change(b)));
    }

    [Fact]
    public void Posterize_keeps_the_upper_bits() => AssertPixels(
        ColourOperation.Posterize, 3, (r, g, b) => ((int)MathF.Round(r) & 0xE0, (int)MathF.Round(g) & 0xE0, (int)MathF.Round(b) & 0xE0));

    [Fact]
    public void Solarize_inverts_the_bright()
    {
        static float Change(float value) => value >= 100 ? 255 - value : value;
        AssertPixels(ColourOperation.Solarize, 100, (r, g, b) => (Change(r), Change(g), Change(b)));
    }

    [Fact]
    public void Autocontrast_stretches_every_channel()
    {
        var changed = Apply(Image(), new ColourStep(ColourOperation.AutoContrast, 1));
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = changed.AsSpan(channel * Plane, Plane).ToArray();
            Assert.Equal((0, 255), (MathF.Round(plane.Min(), 3), MathF.Round(plane.Max(), 3)));
        }
    }

    [Fact]
    public void Equalize_makes_a_crowded_range_even()
    {
        float[] crowded = [.. Enumerable.Range(0, 3 * 4096).Select(index => 100f + (index * 7 % 16))];
        var values = crowded.ToArray();
        ToneCurve.Equalize(values.AsSpan(0, 4096));
        var levels = values.Take(4096).Distinct().Order().ToArray();
        Assert.Equal(16, levels.Length);
        Assert.Equal((0, 255), (levels[0], levels[^1]));
        Assert.All(levels.Zip(levels.Skip(1)), pair => Assert.InRange(pair.Second - pair.First, 15, 19));
        var flat = Enumerable.Repeat(9f, 100).ToArray();
        ToneCurve.Equalize(flat);
        Assert.All(flat, value => Assert.Equal(9, value));
    }

    [Fact]
    public void Sharpness_of_one_changes_nothing_and_of_zero_is_a_mean_of_neighbours()
    {
        AssertClose(Image(), Apply(Image(), new ColourStep(ColourOperation.Sharpness, 1)), 1e-3f);
        var point = new float[3 * Plane];
        point[(3 * Side) + 3] = 130;
        var smooth = Apply(point, new ColourStep(ColourOperation.Sharpness, 0));
        Assert.Equal(50, smooth[(3 * Side) + 3], 1e-3f);
        Assert.Equal(10, smooth[(2 * Side) + 2], 1e-3f);
        Assert.Equal(0, smooth[(1 * Side) + 3], 1e-3f);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(3.0)]
    [InlineData(20.0)]
    public void Blur_keeps_the_mean_and_spreads_a_point_as_a_Gaussian(double sigma)
    {
        const int side = 41;
        var plane = new float[side * side];
        plane[(20 * side) + 20] = 1000;
        new Neighbourhood().Blur(plane, side, side, sigma);
        Assert.Equal(1000, plane.Sum(), 0.5f);
        if (sigma < 5)
        {
            // The ratio of two values of a Gaussian depends on sigma alone.
            Assert.Equal(Math.Exp(-1 / (2 * sigma * sigma)), plane[(20 * side) + 21] / plane[(20 * side) + 20], 1e-3);
            Assert.Equal(plane[(21 * side) + 20], plane[(20 * side) + 21], 1e-3f);
        }
    }

    [Fact]
    public void Steps_in_a_row_are_as_one_after_the_other()
    {
        ColourStep[] steps =
        [
            new(ColourOperation.ChannelShift, 9), new(ColourOperation.Brightness, 0.9), new(ColourOperation.Contrast, 0.8), new(ColourOperation.Equalize, 1),
            new(ColourOperation.Saturation, 0.7), new(ColourOperation.Solarize, 200), new(ColourOperation.ChannelShift, -5), new(ColourOperation.Hue, 0.1),
        ];
        var apart = Image();
        foreach (var step in steps)
        {
            apart = Apply(apart, step);
        }

        AssertClose(apart, Apply(Image(), steps), 0.01f);
    }

    private static float Grey(float r, float g, float b) => (0.299f * r) + (0.587f * g) + (0.114f * b);

    /// <summary>Values over most of the range, none of them near the middle between two whole numbers.</summary>
    private static float[] Image()
    {
        var random = new SeededRandom(1);
        return [.. Enumerable.Range(0, 3 * Plane).Select(_ => (float)(random.Next(200) + random.Uniform(20, 20.3)))];
    }

    /// <summary>Colours that stay within 0 to 255 however they are turned.</summary>
    private static float[] Muted() => [.. Image().Select(value => 110 + (value / 8))];

    private static float[] Apply(float[] before, params ColourStep[] steps)
    {
        var view = new DrawnView();
        view.Colours.AddRange(steps);
        var values = before.ToArray();
        new ColourProcessor().Run(view, Side, Side, Normalisation.None(0), values);
        return values;
    }

    private static void AssertPixels(ColourOperation operation, double amount, Func<float, float, float, (float R, float G, float B)> formula)
    {
        var before = Image();
        var expected = new float[before.Length];
        for (var index = 0; index < Plane; index++)
        {
            var (r, g, b) = formula(before[index], before[Plane + index], before[(2 * Plane) + index]);
            (expected[index], expected[Plane + index], expected[(2 * Plane) + index]) = (Limit(r), Limit(g), Limit(b));
        }

        AssertClose(expected, Apply(before, new ColourStep(operation, amount)), 0.01f);
    }

    private static float Limit(float value) => Math.Clamp(value, 0, 255);

    private static void AssertClose(float[] expected, float[] actual, float tolerance) =>
        Assert.True(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max() <= tolerance, string.Join(' ', actual.Take(9)));
}
