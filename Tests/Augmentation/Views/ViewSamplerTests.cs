namespace Transfer.Tests.Augmentation;

/// <summary>The numbers that are drawn have Keras' ranges and distributions.</summary>
public sealed class ViewSamplerTests
{
    private const int Views = 20_000;
    private const int Size = 150;

    [Fact]
    public void Rotation_and_shear_are_even_between_minus_and_plus_the_range()
    {
        AssertUniform(Draw(new() { RotationRange = 40 }, view => view.Rotation), -40, 40);
        AssertUniform(Draw(new() { ShearRange = 20 }, view => view.Shear), -20, 20);
    }

    [Fact]
    public void Zoom_is_even_in_its_range_and_drawn_for_each_side()
    {
        var options = new AugmentationOptions { ZoomRange = (0.8, 1.2) };
        var (x, y) = (Draw(options, view => view.ZoomX), Draw(options, view => view.ZoomY));
        AssertUniform(x, 0.8, 1.2);
        AssertUniform(y, 0.8, 1.2);
        AssertUnrelated(x, y);
    }

    [Fact]
    public void Width_moves_columns_and_height_moves_rows()
    {
        var width = new AugmentationOptions { WidthShiftRange = 0.2 };
        AssertUniform(Draw(width, view => view.Tx), -30, 30);
        Assert.All(Draw(width, view => view.Ty), ty => Assert.Equal(0, ty));
        var height = new AugmentationOptions { HeightShiftRange = 0.2 };
        AssertUniform(Draw(height, view => view.Ty), -30, 30);
        Assert.All(Draw(height, view => view.Tx), tx => Assert.Equal(0, tx));
    }

    [Fact]
    public void A_shift_of_one_or_more_is_in_pixels()
    {
        AssertUniform(Draw(new() { WidthShiftRange = 12.5 }, view => view.Tx), -12.5, 12.5);
        AssertShares(
            Draw(new() { WidthShiftRange = 3 }, view => view.Tx),
            [(-2, 1 / 6.0), (-1, 1 / 6.0), (0, 1 / 3.0), (1, 1 / 6.0), (2, 1 / 6.0)]);
    }

    [Fact]
    public void A_shift_from_a_list_has_either_sign_and_is_a_share_when_all_are_below_one()
    {
        AssertShares(
            Draw(new() { HeightShiftRange = ShiftRange.OneOf(5, 10) }, view => view.Ty), [(-10, 0.25), (-5, 0.25), (5, 0.25), (10, 0.25)]);
        AssertShares(Draw(new() { HeightShiftRange = ShiftRange.OneOf(0.1) }, view => view.Ty), [(-15, 0.5), (15, 0.5)]);
        AssertShares(
            Draw(new() { HeightShiftRange = ShiftRange.OneOf(0.5, 1) }, view => view.Ty),
            [(-1, 0.25), (-0.5, 0.25), (0.5, 0.25), (1, 0.25)]);
    }

    [Fact]
    public void Every_second_view_is_flipped_by_chance()
    {
        AssertShares(Draw(new() { HorizontalFlip = true }, view => view.FlipHorizontal ? 1 : 0), [(0, 0.5), (1, 0.5)]);
        AssertShares(Draw(new() { VerticalFlip = true }, view => view.FlipVertical ? 1 : 0), [(0, 0.5), (1, 0.5)]);
    }

    [Fact]
    public void Brightness_and_channel_shift_are_even_in_their_ranges()
    {
        AssertUniform(Draw(new() { BrightnessRange = (0.4, 1.1) }, view => Only(view, ColourOperation.Brightness)), 0.4, 1.1);
        AssertUniform(Draw(new() { ChannelShiftRange = 30 }, view => Only(view, ColourOperation.ChannelShift)), -30, 30);
    }

    [Fact]
    public void Jitter_is_even_around_one_and_never_below_zero()
    {
        AssertUniform(Draw(new() { ColourJitterContrast = 0.3 }, view => Only(view, ColourOperation.Contrast)), 0.7, 1.3);
        AssertUniform(Draw(new() { ColourJitterSaturation = 2 }, view => Only(view, ColourOperation.Saturation)), 0, 3);
        AssertUniform(Draw(new() { ColourJitterHue = 0.1 }, view => Only(view, ColourOperation.Hue)), -0.1, 0.1);
        AssertShares(Draw(new() { GreyscaleProbability = 0.2 }, view => view.Colours.Count), [(0, 0.8), (1, 0.2)]);
    }

    [Fact]
    public void A_crop_has_the_area_the_shape_and_the_place_that_were_asked_for()
    {
        var options = new AugmentationOptions { RandomResizedCropScale = (0.2, 0.6) };
        AssertUniform(Draw(options, view => view.Crop.Area), 0.2, 0.6);
        AssertUniform(Draw(options, view => Math.Log(view.Crop.Ratio)), Math.Log(0.75), Math.Log(4 / 3.0));
        AssertUniform(Draw(options, view => view.Crop.Across), 0, 1);
        AssertUniform(Draw(options, view => view.Crop.Down), 0, 1);
    }

    [Fact]
    public void Blur_and_erasing_happen_as_often_as_they_should()
    {
        AssertShares(Draw(new() { GaussianBlurProbability = 0.3 }, view => Math.Sign(view.BlurSigma)), [(0, 0.7), (1, 0.3)]);
        AssertShares(Draw(new() { RandomErasingProbability = 0.25 }, view => Math.Sign(view.Erased.Area)), [(0, 0.75), (1, 0.25)]);
    }

    [Fact]
    public void TrivialAugment_does_one_of_fourteen_things_and_RandAugment_as_many_as_it_is_told()
    {
        // Eight of the operations change colours, one changes nothing but counts; strength 0 of a move cannot be seen either.
        var colours = Draw(new() { TrivialAugment = true }, view => view.Colours.Count);
        AssertShares(colours, [(0, 6 / 14.0), (1, 8 / 14.0)]);
        var moved = Draw(new() { TrivialAugment = true }, view => view is { IsUpright: true, Tx: 0, Ty: 0 } ? 0 : 1);
        AssertShares(moved, [(0, 1 - (5 / 14.0 * 30 / 31)), (1, 5 / 14.0 * 30 / 31)]);
        var degrees = Draw(new() { TrivialAugment = true }, view => Math.Abs(view.Rotation));
        Assert.Equal(135, degrees.Max(), 1e-9);

        var mean = Draw(new() { RandAugmentOperations = 4, RandAugmentMagnitude = 15 }, view => view.Colours.Count).Average();
        Assert.Equal(4 * 8 / 14.0, mean, 0.05);
        Assert.Equal(15, Draw(new() { RandAugmentOperations = 1, RandAugmentMagnitude = 15 }, view => Math.Abs(view.Rotation)).Max(), 1e-9);
    }

    [Fact]
    public void Changing_a_setting_leaves_what_the_others_draw()
    {
        var alone = Draw(new() { RotationRange = 40 }, view => view.Rotation);
        Assert.Equal(alone, Draw(AugmentationOptions.Preset("keras") with { TrivialAugment = false }, view => view.Rotation));
    }

    private static double Only(ViewParameters view, ColourOperation operation)
    {
        var step = Assert.Single(view.Colours);
        Assert.Equal(operation, step.Operation);
        return step.Amount;
    }

    private static double[] Draw(AugmentationOptions options, Func<ViewParameters, double> read)
    {
        var sampler = new ViewSampler(options, Size, seed: 11);
        var view = new ViewParameters();
        var values = new double[Views];
        for (var index = 0; index < Views; index++)
        {
            // Many images with few views each, as in use.
            sampler.Draw(1_000_003L * (index / 8), index % 8, view);
            values[index] = read(view);
        }

        return values;
    }

    /// <summary>Kolmogorov and Smirnov: the largest distance between the found and the expected share of values below a value.</summary>
    private static void AssertUniform(double[] values, double low, double high)
    {
        var sorted = values.Order().ToArray();
        Assert.InRange(sorted[0], low, high);
        Assert.InRange(sorted[^1], low, high);
        double Distance(double value, int index) => Math.Abs(((index + 0.5) / sorted.Length) - ((value - low) / (high - low)));
        var distance = sorted.Select(Distance).Max();
        // 1.95 / sqrt(n) is passed by 0.1 % of even samples; the seed is fixed.
        Assert.True(distance < 1.95 / Math.Sqrt(sorted.Length), $"The distance is {distance}.");
    }

    private static void AssertShares(double[] values, (double Value, double Share)[] expected)
    {
        var counts = values.CountBy(value => Math.Round(value, 9)).ToDictionary();
        Assert.Equal(expected.Select(one => one.Value).Order(), counts.Keys.Order());
        // Four standard deviations of a share.
        double Tolerance(double share) => 4 * Math.Sqrt(share * (1 - share) / values.Length);
        Assert.All(expected, one => Assert.Equal(one.Share, counts[one.Value] / (double)values.Length, Tolerance(one.Share)));
    }

    private static void AssertUnrelated(double[] left, double[] right)
    {
        var (meanLeft, meanRight) = (left.Average(), right.Average());
        var together = left.Zip(right, (a, b) => (a - meanLeft) * (b - meanRight)).Sum();
        var apart = Math.Sqrt(left.Sum(a => (a - meanLeft) * (a - meanLeft)) * right.Sum(b => (b - meanRight) * (b - meanRight)));
        Assert.Equal(0, together / apart, 4 / Math.Sqrt(left.Length));
    }
}
