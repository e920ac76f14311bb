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
    public void Hue_turns_the_colour_differences_and_keeps_the_grey(double turn) =>
        AssertPixels(ColourOperation.Hue, turn, Muted(), (r, g, b) => Turned(r, g, b, turn));

    [Fact]
    public void Hue_turned_by_a_third_three_times_is_where_it_was()
    {
        var third = new ColourStep(ColourOperation.Hue, 1 / 3.0);
        AssertClose(Muted(), Apply(Muted(), third, third, third), 0.01f);
    }

    [Fact]
    public void Hue_goes_from_red_over_green_to_blue()
    {
        float[] red = [.. Enumerable.Range(0, 3 * Plane).Select(index => index < Plane ? 160f : 100f)];
        float[] Of(double turn)
        {
            var turned = Apply(red, new ColourStep(ColourOperation.Hue, turn));
            return [turned[0], turned[Plane], turned[2 * Plane]];
        }

        AssertClose([88.20f, 143.96f, 61.98f], Of(1 / 3.0), 0.01f);
        AssertClose([105.63f, 109.86f, 191.84f], Of(-1 / 3.0), 0.01f);
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
        float[][] planes = [.. Image().Chunk(Plane)];
        float Change(float value, int channel) =>
            (value - planes[channel].Min()) * 255 / (planes[channel].Max() - planes[channel].Min());
        AssertPixels(ColourOperation.AutoContrast, 1, (r, g, b) => (Change(r, 0), Change(g, 1), Change(b, 2)));
    }

    [Fact]
    public void Equalize_makes_a_crowded_range_even()
    {
        // 256 pixels of each level from 100 to 115. A step is the pixels but the brightest by 255, which is 15; the first level is 7 / 15.
        float[] values = [.. Enumerable.Range(0, 4096).Select(index => 100f + (index * 7 % 16))];
        float[] expected = [.. values.Select(value => (float)Math.Min((7 + (256 * ((int)value - 100))) / 15, 255))];
        ToneCurve.Equalize(values);
        Assert.Equal(expected, values);
        Assert.Equal((0, 255), (values.Min(), values.Max()));
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
    public void Blur_is_a_Gaussian_mean_of_the_mirrored_plane(double sigma)
    {
        const int side = 41;
        var reach = (int)Math.Ceiling(3 * sigma);
        double Weight(int offset) => Math.Exp(-(offset * offset) / (2 * sigma * sigma));
        var sum = Enumerable.Range(-reach, (2 * reach) + 1).Sum(Weight);
        static int Mirror(int index) => index < 0 ? Mirror(-1 - index) : index < side ? index : Mirror((2 * side) - 1 - index);
        var random = new SeededRandom(2);
        float[] plane = [.. Enumerable.Range(0, side * side).Select(_ => (float)random.Uniform(0, 255))];
        double Mean(Func<int, double> value, int at) =>
            Enumerable.Range(-reach, (2 * reach) + 1).Sum(offset => Weight(offset) / sum * value(Mirror(at + offset)));
        double[] rows = [.. Enumerable.Range(0, side * side).Select(at => Mean(y => plane[(y * side) + (at % side)], at / side))];
        float[] expected = [.. Enumerable.Range(0, side * side).Select(at => (float)Mean(x => rows[(at / side * side) + x], at % side))];
        new PlaneFilter().Blur(plane, side, side, sigma);
        AssertClose(expected, plane, 0.01f);
    }

    [Fact]
    public void Steps_in_a_row_are_as_one_after_the_other()
    {
        ColourStep[] steps =
        [
            new(ColourOperation.ChannelShift, 9), new(ColourOperation.Brightness, 0.9), new(ColourOperation.Contrast, 0.8),
            new(ColourOperation.Equalize, 1), new(ColourOperation.Saturation, 0.7), new(ColourOperation.Solarize, 200),
            new(ColourOperation.ChannelShift, -5), new(ColourOperation.Hue, 0.1),
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
        var view = new ViewParameters();
        view.Colours.AddRange(steps);
        var values = before.ToArray();
        new ColourProcessor().Run(view, Side, Side, Normalisation.None(0), values);
        return values;
    }

    /// <summary>U and V of BT.601, turned by a part of the circle.</summary>
    private static (float R, float G, float B) Turned(float r, float g, float b, double turn)
    {
        var grey = Grey(r, g, b);
        var (sine, cosine) = Math.SinCos(turn * Math.Tau);
        var (u, v) = (0.492 * (b - grey), 0.877 * (r - grey));
        var red = grey + (((u * sine) + (v * cosine)) / 0.877);
        var blue = grey + (((u * cosine) - (v * sine)) / 0.492);
        return ((float)red, (float)((grey - (0.299 * red) - (0.114 * blue)) / 0.587), (float)blue);
    }

    private static void AssertPixels(
        ColourOperation operation, double amount, Func<float, float, float, (float R, float G, float B)> formula) =>
        AssertPixels(operation, amount, Image(), formula);

    private static void AssertPixels(
        ColourOperation operation, double amount, float[] before, Func<float, float, float, (float R, float G, float B)> formula)
    {
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
