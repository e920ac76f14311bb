using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

public sealed class ImageLoaderTests
{
    private static readonly Preprocessing Crop = new() { Resize = ResizeMode.Crop };

    [Theory]
    [InlineData(16, ResizeMode.Stretch)]
    [InlineData(24, ResizeMode.Crop)]
    [InlineData(64, ResizeMode.Stretch)]
    public void All_eight_orientations_give_the_same_upright_image(int size, ResizeMode resize)
    {
        var loader = new ImageLoader(new Preprocessing { Resize = resize }, size);
        var upright = Load(loader, ImageFactory.Png(96, 64));
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            // JPEG with half the colour resolution differs from the lossless image by a few of 255.
            AssertClose(upright, Load(loader, ImageFactory.Oriented(orientation, 96, 64)), 6);
        }
    }

    [Theory]
    [InlineData(ResizeMode.Stretch)]
    [InlineData(ResizeMode.Crop)]
    public void A_turned_PNG_becomes_upright(ResizeMode resize)
    {
        var loader = new ImageLoader(new Preprocessing { Resize = resize }, 24);
        AssertClose(Load(loader, ImageFactory.Png(96, 64)), Load(loader, ImageFactory.TurnedPng(96, 64)), 1);
    }

    [Fact]
    public void A_JPEG_that_only_lacks_its_end_marker_is_whole()
    {
        var loader = new ImageLoader(new Preprocessing(), 24);
        var jpeg = ImageFactory.Jpeg(96, 64);
        Assert.Equal([0xFF, 0xD9], jpeg[^2..]);
        Assert.Equal(Load(loader, jpeg), Load(loader, jpeg[..^2]));
        Assert.Equal(ImageStatus.Truncated, loader.Load(jpeg.AsMemory(..^4), new float[loader.ValueCount]).Status);
        Assert.Equal(ImageStatus.Truncated, loader.Load(jpeg.AsMemory(..^200), new float[loader.ValueCount]).Status);
    }

    [Fact]
    public void Grey_palette_and_sixteen_bit_images_become_RGB()
    {
        var loader = new ImageLoader(new Preprocessing(), 1);
        Assert.Equal([77, 77, 77], Load(loader, ImageFactory.RawPng(1, 8, 0, [[77]])));
        Assert.Equal([10, 20, 30], Load(loader, ImageFactory.RawPng(1, 8, 3, [[1]], [0, 0, 0, 10, 20, 30])));
        AssertClose([16, 128, 240], Load(loader, ImageFactory.RawPng(1, 16, 2, [[16, 0, 128, 0, 240, 0]])), 1);
    }

    [Fact]
    public void Transparent_pixels_are_laid_over_white()
    {
        var loader = new ImageLoader(new Preprocessing(), 1);
        Assert.Equal([255, 255, 255], Load(loader, ImageFactory.RawPng(1, 8, 6, [[200, 10, 10, 0]])));
        AssertClose([177.5f, 127.5f, 127.5f], Load(loader, ImageFactory.RawPng(1, 8, 6, [[100, 0, 0, 128]])), 1.1f);
    }

    [Fact]
    public void Bmp_WebP_and_the_first_frame_of_a_Gif_are_read()
    {
        var loader = new ImageLoader(new Preprocessing(), 1);
        Assert.Equal([10, 20, 30], Load(loader, ImageFactory.Bmp(3, 2, new SKColor(10, 20, 30))));
        Assert.Equal([255, 0, 0], Load(loader, ImageFactory.Gif()));
        var webp = ImageFactory.Encode(8, 8, (_, _) => new SKColor(90, 120, 150), SKEncodedImageFormat.Webp);
        AssertClose([90, 120, 150], Load(loader, webp), 3);
    }

    [Fact]
    public void Cmyk_becomes_RGB() =>
        AssertClose([255, 0, 0], Load(new ImageLoader(new Preprocessing(), 1), ImageFactory.RedCmykJpeg()), 1);

    [Fact]
    public void Bgr_swaps_the_planes_with_their_means()
    {
        var image = ImageFactory.Bmp(2, 2, new SKColor(10, 20, 30));
        var mean = new ChannelValues(1, 2, 3);
        Assert.Equal([9, 18, 27], Load(new ImageLoader(new Preprocessing { Mean = mean }, 1), image));
        Assert.Equal([29, 18, 7], Load(new ImageLoader(new Preprocessing { Mean = mean, Order = ChannelOrder.Bgr }, 1), image));
    }

    [Fact]
    public void Crop_keeps_the_middle_and_stretch_keeps_everything()
    {
        static SKColor Stripe(int x, int y) => x < 20 ? SKColors.Red : x < 40 ? SKColors.Lime : SKColors.Blue;
        var stripes = ImageFactory.Encode(60, 20, Stripe, SKEncodedImageFormat.Png);
        var cropped = Load(new ImageLoader(Crop, 20), stripes);
        Assert.All(cropped.AsSpan(400, 400).ToArray(), green => Assert.Equal(255, green, 0.01f));
        Assert.All(cropped.AsSpan(0, 400).ToArray(), red => Assert.Equal(0, red, 0.01f));

        var stretched = Load(new ImageLoader(new Preprocessing(), 3), stripes);
        // A quarter of the middle pixel's triangle lies over its neighbours.
        Assert.Equal(191.25f, stretched[9 + 1], 0.01f);
        // The outer ones lose what lies beside the image: 15 of 17.5 parts are of their own stripe.
        Assert.Equal(255 * 15 / 17.5f, stretched[0], 0.01f);
        Assert.Equal(255 * 15 / 17.5f, stretched[18 + 2], 0.01f);
    }

    [Fact]
    public void Enlarging_interpolates_between_pixel_centres()
    {
        var values = Load(new ImageLoader(new Preprocessing(), 4), ImageFactory.RawPng(2, 8, 0, [[0, 100], [0, 100]]));
        AssertClose([0, 25, 75, 100], values[..4], 0.001f);
    }

    [Fact]
    public void A_fine_checkerboard_becomes_even_grey()
    {
        static SKColor Square(int x, int y) => ((x + y) & 1) == 0 ? SKColors.White : SKColors.Black;
        var board = ImageFactory.Encode(330, 330, Square, SKEncodedImageFormat.Png);
        // 2: what the triangle's weights at their few samples leave over; without a filter it would be 127.
        Assert.All(Load(new ImageLoader(new Preprocessing(), 50), board), value => Assert.Equal(127.5f, value, 2f));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(75)]
    public void Decoding_at_a_reduced_scale_agrees_with_a_triangle_filter_on_all_pixels(int size)
    {
        const int side = 240;
        static byte Wave(double angle) => (byte)(128 + (100 * Math.Sin(angle)));
        static SKColor Waves(int x, int y) => new(Wave(x / 9.0), Wave(y / 7.0), Wave((x + y) / 11.0));
        static double Triangle(double offset, double reach) => Math.Max(0, 1 - (Math.Abs(offset) / reach));
        var expected = new float[3 * size * size];
        var step = (double)side / size;
        for (var index = 0; index < size * size; index++)
        {
            var (centreX, centreY) = (((index % size) + 0.5) * step, ((index / size) + 0.5) * step);
            var (red, green, blue, sum) = (0.0, 0.0, 0.0, 0.0);
            for (var y = Math.Max(0, (int)(centreY - step)); y < Math.Min(side, centreY + step); y++)
            {
                for (var x = Math.Max(0, (int)(centreX - step)); x < Math.Min(side, centreX + step); x++)
                {
                    var weight = Triangle(x + 0.5 - centreX, step) * Triangle(y + 0.5 - centreY, step);
                    var colour = Waves(x, y);
                    (red, green) = (red + (weight * colour.Red), green + (weight * colour.Green));
                    (blue, sum) = (blue + (weight * colour.Blue), sum + weight);
                }
            }

            expected[index] = (float)(red / sum);
            expected[(size * size) + index] = (float)(green / sum);
            expected[(2 * size * size) + index] = (float)(blue / sum);
        }

        var loader = new ImageLoader(new Preprocessing(), size);
        AssertClose(expected, Load(loader, ImageFactory.Encode(side, side, Waves, SKEncodedImageFormat.Png)), 0.01f);

        // JPEG's own average over blocks is a box, which blurs less than the triangle, and it stores colour at half the resolution.
        var reduced = Load(loader, ImageFactory.Encode(side, side, Waves, SKEncodedImageFormat.Jpeg));
        Assert.InRange(expected.Zip(reduced, (left, right) => Math.Abs(left - right)).Average(), 0, 2);
    }

    [Fact]
    public void Many_threads_give_the_same_floats_as_one()
    {
        var loader = new ImageLoader(Preprocessing.Torch, 48);
        byte[][] files = [.. Enumerable.Range(0, 24).Select(index => ImageFactory.Jpeg(60 + (17 * index), 200 - (5 * index)))];
        float[][] serial = [.. files.Select(file => Load(loader, file))];
        var parallel = new float[files.Length][];
        Parallel.For(0, files.Length, index => parallel[index] = Load(loader, files[index]));
        Assert.Equal(serial, parallel);
    }

    internal static float[] Load(ImageLoader loader, byte[] encoded)
    {
        var values = new float[loader.ValueCount];
        var outcome = loader.Load(encoded, values);
        Assert.Equal((ImageStatus.Ok, ""), (outcome.Status, outcome.Detail));
        return values;
    }

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        var difference = expected.Zip(actual, (left, right) => Math.Abs(left - right)).Max();
        Assert.True(difference <= tolerance, $"{difference} off: [{string.Join(' ', actual.Take(12))}]");
    }
}
