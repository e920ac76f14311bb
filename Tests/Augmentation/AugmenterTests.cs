using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

public sealed class AugmenterTests
{
    private const int Size = 40;

    private static readonly AugmentationOptions Everything = AugmentationOptions.Preset("keras") with
    {
        VerticalFlip = true,
        BrightnessRange = (0.7, 1.3),
        ChannelShiftRange = 20,
        ColourJitterContrast = 0.3,
        ColourJitterSaturation = 0.3,
        ColourJitterHue = 0.1,
        GaussianBlurProbability = 0.5,
        RandomErasingProbability = 0.5,
        RandAugmentOperations = 3,
    };

    private static readonly byte[] Photograph = PetPainter.Paint(Pet.Cat, 1, 1, 128);

    public static TheoryData<string> Presets => [.. AugmentationOptions.PresetNames];

    [Theory]
    [InlineData(16, "stretch", "torch")]
    [InlineData(40, "crop", "caffe")]
    [InlineData(100, "stretch", "tf")]
    public void The_preset_none_gives_exactly_the_loaders_floats(int size, string resize, string mode)
    {
        var preprocessing = Preprocessing.Parse($"{mode},resize={resize}");
        var loader = new ImageLoader(preprocessing, size);
        var augmenter = new Augmenter(AugmentationOptions.Preset("none"), preprocessing, size, seed: 1);
        var oriented = Enumerable.Range(1, 8).Select(orientation => ImageFactory.Oriented(orientation, 96, 64));
        byte[][] files = [ImageFactory.Png(60, 90), ImageFactory.Jpeg(311, 203), .. oriented];
        foreach (var file in files)
        {
            Assert.Equal(ImageLoaderTests.Load(loader, file), Load(augmenter, file, 5, 3));
        }
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void Drawing_a_view_again_gives_the_same_floats_on_any_number_of_threads(string preset)
    {
        var options = AugmentationOptions.Preset(preset);
        byte[][] files = [.. Enumerable.Range(0, 6).Select(index => ImageFactory.Jpeg(60 + (31 * index), 200 - (23 * index)))];
        var augmenter = new Augmenter(options, Preprocessing.Torch, Size, seed: 7);
        float[] View(int index) => Load(augmenter, files[index % 6], index % 6, index / 6);
        float[][] serial = [.. Enumerable.Range(0, 48).Select(View)];
        var parallel = new float[serial.Length][];
        var threads = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        Parallel.For(0, serial.Length, threads, index => parallel[47 - index] = View(47 - index));
        Assert.Equal(serial, parallel);
    }

    [Fact]
    public void What_is_drawn_is_what_caches_were_made_with()
    {
        string[] Views(string preset) =>
            [.. Enumerable.Range(0, 4).Select(view => new Augmenter(AugmentationOptions.Preset(preset), new(), Size, 1).Describe(9, view))];
        Assert.Equal(
            [
                "turn -7.4°, shift 0 -6, shear 6.9°, zoom 0.96 0.98",
                "turn -9.2°, shift 5 3, shear -5.7°, zoom 1.17 0.97",
                "turn 35°, shift 5 5, shear -1°, zoom 1.01 1.19",
                "turn -28.3°, shift 2 -2, shear -6.3°, zoom 0.95 1.05",
            ],
            Views("keras"));
        Assert.Equal(
            [
                "crop 77 %, turn -1.8°, brightness 0.98, contrast 0.97, saturation 1.07, hue -1°, grey",
                "crop 100 %, turn -2.3°, brightness 0.99, contrast 1.09, saturation 1.14, hue 3°",
                "crop 70 %, turn 8.8°, brightness 0.98, contrast 1.01, saturation 1.01, hue -3°",
                "crop 98 %, turn -7.1°, brightness 0.87, contrast 0.87, saturation 0.99, hue -2°",
            ],
            Views("standard"));
        Assert.Equal(["crop 70 %, shift 0 -21", "crop 100 %, autocontrast", "crop 59 %", "crop 97 %, sharpness 0.11"], Views("strong"));
    }

    [Fact]
    public void Views_images_and_seeds_differ_from_each_other()
    {
        var augmenter = new Augmenter(AugmentationOptions.Preset("keras"), new Preprocessing(), Size, seed: 1);
        var other = new Augmenter(AugmentationOptions.Preset("keras"), new Preprocessing(), Size, seed: 2);
        List<float[]> views = [Load(other, Photograph, 9, 0), Load(augmenter, Photograph, 8, 0)];
        views.AddRange(Enumerable.Range(0, 8).Select(view => Load(augmenter, Photograph, 9, view)));
        for (var left = 0; left < views.Count; left++)
        {
            for (var right = 0; right < left; right++)
            {
                var difference = views[left].Zip(views[right], (a, b) => Math.Abs(a - b)).Average();
                Assert.True(difference > 1, $"Views {left} and {right} differ by {difference}.");
            }
        }
    }

    [Fact]
    public void Everything_at_once_stays_within_the_range_of_pixels()
    {
        var augmenter = new Augmenter(Everything, new Preprocessing(), Size, seed: 3);
        for (var view = 0; view < 200; view++)
        {
            var values = Load(augmenter, Photograph, 1, view);
            Assert.InRange(values.Min(), -0.01f, 255.01f);
            Assert.InRange(values.Max(), -0.01f, 255.01f);
        }
    }

    [Fact]
    public void A_flip_alone_mirrors_the_loaders_image_exactly()
    {
        var plain = ImageLoaderTests.Load(new ImageLoader(new Preprocessing(), Size), Photograph);
        var flips = new AugmentationOptions { HorizontalFlip = true, VerticalFlip = true };
        var augmenter = new Augmenter(flips, new Preprocessing(), Size, seed: 1);
        var seen = new HashSet<string>();
        for (var view = 0; view < 16; view++)
        {
            var said = augmenter.Describe(4, view);
            seen.Add(said);
            var mirrored = Mirror(plain, said.StartsWith("flip h", StringComparison.Ordinal), said.EndsWith('v'));
            Assert.Equal(mirrored, Load(augmenter, Photograph, 4, view));
        }

        Assert.Equal(["flip h", "flip h v", "flip v", "unchanged"], seen.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void A_turned_camera_changes_no_view(int orientation)
    {
        foreach (var preset in new[] { "keras", "strong", "standard" })
        {
            // Colours that depend on the whole image could differ where JPEG and PNG do.
            var options = AugmentationOptions.Preset(preset) with { TrivialAugment = false };
            var augmenter = new Augmenter(options, new Preprocessing(), Size, seed: 5);
            for (var view = 0; view < 4; view++)
            {
                var upright = Load(augmenter, ImageFactory.Oriented(1, 96, 64), 2, view);
                var turned = Load(augmenter, ImageFactory.Oriented(orientation, 96, 64), 2, view);
                // JPEG's blocks and its coarser grid of colours lie otherwise in a turned image.
                var difference = upright.Zip(turned, (a, b) => Math.Abs(a - b)).Average();
                Assert.True(difference < 2, $"{preset}, view {view}: {augmenter.Describe(2, view)}: {difference} off.");
            }
        }
    }

    [Fact]
    public void A_bad_image_is_an_outcome_and_leaves_the_destination_alone()
    {
        var augmenter = new Augmenter(Everything, new Preprocessing(), Size, seed: 1);
        var values = Enumerable.Repeat(7f, augmenter.ValueCount).ToArray();
        Assert.Equal(ImageStatus.Truncated, augmenter.Load(Photograph.AsMemory(0, 300), 1, 1, values).Status);
        Assert.Equal(ImageStatus.Empty, augmenter.Load(ReadOnlyMemory<byte>.Empty, 1, 1, values).Status);
        Assert.All(values, value => Assert.Equal(7, value));
        var strict = new Augmenter(Everything, new Preprocessing(), Size, 1, maxPixels: 50);
        Assert.Equal(ImageStatus.TooLarge, strict.Load(Photograph, 1, 1, values).Status);
        var fault = Assert.Throws<ArgumentException>(() => augmenter.Load(Photograph, 1, 1, new float[10]));
        Assert.Equal("The destination has room for 10 values; an image of 40 x 40 needs 4800.", fault.Message.Split(" (P")[0]);
    }

    [Fact]
    public void Rescale_multiplies_what_the_preprocessing_gives()
    {
        var plain = Load(new Augmenter(new AugmentationOptions(), Preprocessing.Caffe, Size, 1), Photograph, 1, 1);
        var scaled = Load(new Augmenter(new AugmentationOptions { Rescale = 1 / 255.0 }, Preprocessing.Caffe, Size, 1), Photograph, 1, 1);
        Assert.All(plain.Zip(scaled), pair => Assert.Equal(pair.First / 255, pair.Second, 1e-5f));
    }

    [Fact]
    public void A_strong_crop_shows_detail_that_the_whole_image_loses()
    {
        // Stripes of four pixels: at an eighth of the size they are an even grey, in a crop of the same number of pixels they are there.
        static byte[] Stripes(SKEncodedImageFormat format) =>
            ImageFactory.Encode(640, 640, (x, _) => x / 4 % 2 == 0 ? SKColors.White : SKColors.Black, format);
        var crop = new AugmentationOptions { RandomResizedCropScale = (0.015, 0.016) };
        var augmenter = new Augmenter(crop, new Preprocessing(), 80, seed: 1);
        var expected = Load(augmenter, Stripes(SKEncodedImageFormat.Png), 1, 1);
        Assert.Equal((0, 255), (MathF.Round(expected.Min()), MathF.Round(expected.Max())));
        // A PNG is decoded whole, a JPEG at the scale that the crop needs.
        var actual = Load(augmenter, Stripes(SKEncodedImageFormat.Jpeg), 1, 1);
        Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Max(), 0, 4);
    }

    internal static float[] Load(Augmenter augmenter, byte[] encoded, long image, int view)
    {
        var values = new float[augmenter.ValueCount];
        var outcome = augmenter.Load(encoded, image, view, values);
        Assert.Equal((ImageStatus.Ok, ""), (outcome.Status, outcome.Detail));
        return values;
    }

    private static float[] Mirror(float[] values, bool horizontal, bool vertical)
    {
        var result = new float[values.Length];
        for (var index = 0; index < values.Length; index++)
        {
            var (plane, y, x) = (index / (Size * Size), index / Size % Size, index % Size);
            var from = ((vertical ? Size - 1 - y : y) * Size) + (horizontal ? Size - 1 - x : x);
            result[index] = values[(plane * Size * Size) + from];
        }

        return result;
    }
}
