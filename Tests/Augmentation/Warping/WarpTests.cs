using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>What must hold of moves and turns whatever the image is.</summary>
public sealed class WarpTests
{
    private const int Side = 48;

    private static readonly BorderFill Grey = new(FillMode.Constant, 100);

    public static TheoryData<FillMode> FillModes => [.. Enum.GetValues<FillMode>()];

    [Theory]
    [MemberData(nameof(FillModes))]
    public void A_turn_that_cannot_be_seen_gives_the_image_itself(FillMode mode)
    {
        // Not quite nothing, so that the image is sampled along a transform and not resampled as it stands.
        var turned = Render(Letter(Side), new() { Rotation = 1e-7 }, new(mode, 100));
        AssertClose(Render(Letter(Side), new(), Grey), turned, 0.01f);
    }

    [Fact]
    public void A_flip_of_a_flip_is_the_image()
    {
        foreach (var angle in new[] { 0, 25 })
        {
            var once = Render(Letter(Side), new() { Rotation = angle }, Grey);
            var horizontal = Render(Letter(Side), new() { Rotation = angle, FlipHorizontal = true }, Grey);
            var both = Render(Letter(Side), new() { Rotation = angle, FlipHorizontal = true, FlipVertical = true }, Grey);
            AssertClose(once, Flip(horizontal, true, false), 0.01f);
            AssertClose(once, Flip(both, true, true), 0.01f);
        }
    }

    [Fact]
    public void Four_quarter_turns_are_a_full_one()
    {
        var half = Render(Letter(Side), new() { Rotation = 180 }, Grey);
        AssertClose(Flip(Render(Letter(Side), new(), Grey), true, true), half, 0.01f);
        AssertClose(Render(Letter(Side), new(), Grey), Render(Letter(Side), new() { Rotation = 360 }, Grey), 0.01f);
    }

    [Theory]
    [MemberData(nameof(FillModes))]
    public void Whole_pixels_are_moved_whole_and_the_gap_is_filled(FillMode mode)
    {
        const int moved = 5;
        var plain = Render(Letter(Side), new(), Grey);
        var shifted = Render(Letter(Side), new() { Tx = -moved }, new(mode, 100));
        for (var x = 0; x < Side; x++)
        {
            var from = x - moved;
            var expected = (mode, from) switch
            {
                (_, >= 0) => plain[(20 * Side) + from],
                (FillMode.Nearest, _) => plain[20 * Side],
                (FillMode.Reflect, _) => plain[(20 * Side) - from - 1],
                (FillMode.Wrap, _) => plain[(20 * Side) + Side + from],
                _ => 100,
            };
            Assert.Equal(expected, shifted[(20 * Side) + x], 0.01f);
        }
    }

    [Fact]
    public void The_options_names_say_which_way_the_image_moves()
    {
        var letter = Letter(Side);
        var column = Centre(Render(letter, new(), Grey));
        for (var view = 0; view < 8; view++)
        {
            var wide = new Augmenter(new() { WidthShiftRange = 0.2, FillMode = FillMode.Constant }, new(), Side, 3);
            var moved = Centre(AugmenterTests.Load(wide, letter, 1, view));
            var said = double.Parse(wide.Describe(1, view).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            Assert.Equal(said, moved.X - column.X, 1.5);
            Assert.Equal(0, moved.Y - column.Y, 1.5);
        }
    }

    [Fact]
    public void A_fine_pattern_that_is_turned_becomes_grey_and_no_moire()
    {
        static SKColor Square(int x, int y) => ((x + y) & 1) == 0 ? SKColors.White : SKColors.Black;
        var board = ImageFactory.Encode(330, 330, Square, SKEncodedImageFormat.Png);
        var turned = Render(board, new() { Rotation = 17 }, new(FillMode.Reflect, 0));
        // Seven samples each way are not a perfect filter; one sample alone would give anything from 0 to 255.
        Assert.All(turned, value => Assert.InRange(value, 100, 155));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 9)]
    [InlineData(9, 1)]
    [InlineData(2, 2)]
    [InlineData(3000, 2)]
    public void Tiny_and_narrow_images_have_views_too(int width, int height)
    {
        var image = ImageFactory.Encode(width, height, (_, _) => new SKColor(90, 120, 150), SKEncodedImageFormat.Png);
        foreach (var mode in Enum.GetValues<FillMode>())
        {
            foreach (var preset in AugmentationOptions.PresetNames)
            {
                var options = AugmentationOptions.Preset(preset) with { FillMode = mode, Cval = 120, RandomErasingProbability = 0 };
                foreach (var size in new[] { 1, 2, 7, 32 })
                {
                    var values = AugmenterTests.Load(new Augmenter(options, new Preprocessing(), size, 1), image, 2, 3);
                    Assert.All(values, value => Assert.InRange(value, 0, 255));
                    if (preset == "keras" && mode != FillMode.Constant)
                    {
                        Assert.All(values[..(size * size)], value => Assert.Equal(90, value, 0.01f));
                    }
                }
            }
        }
    }

    [Fact]
    public void What_a_square_crop_cuts_off_fills_the_gaps_of_a_turn()
    {
        // Left and right of the middle square the image goes on in the same colour, and the fill would be black.
        var wide = ImageFactory.Encode(144, 48, (_, _) => SKColors.White, SKEncodedImageFormat.Png);
        using var decoded = ImageDecoder.Decode(wide, Side, 1 << 20, out _);
        var values = new float[3 * Side * Side];
        var format = new ViewFormat(Side, Side, ResizeMode.Crop, new(FillMode.Constant, 0), Normalisation.None(0));
        new ViewRenderer().Render(decoded!, new ViewParameters { Tx = 30, Shear = 1e-7 }, format, values);
        Assert.All(values, value => Assert.Equal(255, value, 0.01f));
    }

    [Fact]
    public void An_erased_area_is_the_mean_colour_of_the_preprocessing()
    {
        var options = new AugmentationOptions
        {
            RandomErasingProbability = 1,
            RandomErasingScale = (0.25, 0.25),
            RandomErasingRatio = (1, 1),
        };
        var values = AugmenterTests.Load(new Augmenter(options, Preprocessing.Torch, Side, 1), Letter(Side), 1, 1);
        Assert.Equal(3 * Side * Side / 4, values.Count(value => value == 0));
    }

    private static byte[] Letter(int side) => ImageFactory.Encode(
        side,
        side,
        (x, y) => (x is >= 12 and < 18 && y is >= 8 and < 40) || (y is >= 8 and < 14 && x is >= 12 and < 36)
            ? SKColors.White
            : new SKColor((byte)(2 * x), (byte)y, 9),
        SKEncodedImageFormat.Png);

    private static float[] Render(byte[] image, ViewParameters view, BorderFill fill)
    {
        using var decoded = ImageDecoder.Decode(image, Side, 1 << 24, out _);
        var values = new float[3 * Side * Side];
        new ViewRenderer().Render(decoded!, view, new(Side, Side, ResizeMode.Stretch, fill, Normalisation.None(0)), values);
        return values;
    }

    private static float[] Flip(float[] values, bool horizontal, bool vertical) =>
    [
        .. Enumerable.Range(0, values.Length).Select(index =>
        {
            var (plane, y, x) = (index / (Side * Side), index / Side % Side, index % Side);
            return values[(plane * Side * Side) + ((vertical ? Side - 1 - y : y) * Side) + (horizontal ? Side - 1 - x : x)];
        }),
    ];

    /// <summary>The centre of what is brighter than anything but the letter.</summary>
    private static (double X, double Y) Centre(float[] values)
    {
        var bright = Enumerable.Range(0, Side * Side).Where(index => values[(2 * Side * Side) + index] > 128).ToList();
        return (bright.Average(index => index % Side), bright.Average(index => index / Side));
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        var (difference, at) = expected.Zip(actual, (a, b) => Math.Abs(a - b)).Select((value, index) => (value, index)).Max();
        Assert.True(
            difference <= tolerance, $"Plane {at / (Side * Side)}, row {at / Side % Side}, column {at % Side} differs by {difference}.");
    }
}
