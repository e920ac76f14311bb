using System.Reflection;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>What holds of every library that decodes.</summary>
public sealed class ImagingTests
{
    public static TheoryData<Imaging> All => [.. Enum.GetValues<Imaging>()];

    [Fact]
    public void A_library_has_a_name_and_a_version_and_no_other_is_taken()
    {
        Assert.Equal((Imaging.Skia, Imaging.ImageSharp), (ImagingLibrary.Parse("Skia"), ImagingLibrary.Parse("imagesharp")));
        Assert.StartsWith("triangle-3,skiasharp-2.88.", ImagingLibrary.FormatVersion(Imaging.Skia), StringComparison.Ordinal);
        Assert.StartsWith($"triangle-3,imagesharp-{ImageSharpDecoder.Version},", ImagingLibrary.FormatVersion(Imaging.ImageSharp),
            StringComparison.Ordinal);
        var informational = typeof(SixLabors.ImageSharp.Image).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!;
        Assert.Equal(ImageSharpDecoder.Version, informational.InformationalVersion.Split('+')[0]);
        Assert.Equal(
            "There is no imaging library 'gdi'; expected skia or imagesharp.",
            Assert.Throws<ArgumentException>(() => ImagingLibrary.Parse("gdi")).Message);

        const string sentence = "Imaging is 7; expected Skia or ImageSharp.";
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => new ImageLoader(new(), 8) { Imaging = (Imaging)7 }).Message);
        Assert.Equal(sentence, Assert.Throws<ArgumentException>(() => new Augmenter(new(), new(), 8, 1) { Imaging = (Imaging)7 }).Message);
        Assert.Equal([sentence], new FeatureOptions { Imaging = (Imaging)7 }.Validate());
        Assert.Equal([sentence], new FineTuneOptions { From = "run", Unfreeze = "block5", Imaging = (Imaging)7 }.Validate());
        Assert.Equal([sentence], new ClassifierOptions { Imaging = (Imaging)7 }.Validate());
        Assert.Equal([sentence], new ViewSheetOptions { Imaging = (Imaging)7 }.Validate());
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Lossless_images_are_the_same_and_photographs_nearly(Imaging imaging)
    {
        foreach (var (file, tolerance) in Files())
        {
            foreach (var size in new[] { 20, 64, 200 })
            {
                var expected = ImageLoaderTests.Load(new ImageLoader(new(), size), file);
                var actual = ImageLoaderTests.Load(new ImageLoader(new(), size) { Imaging = imaging }, file);
                Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Average(), 0, tolerance);
            }
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void All_eight_orientations_stand_upright(Imaging imaging)
    {
        var upright = ImageLoaderTests.Load(new ImageLoader(new(), 32), ImageFactory.Png(96, 64));
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var loader = new ImageLoader(new(), 32) { Imaging = imaging };
            var turned = ImageLoaderTests.Load(loader, ImageFactory.Oriented(orientation, 96, 64));
            // JPEG with half the colour resolution differs from the lossless image by a few of 255.
            Assert.InRange(upright.Zip(turned, (a, b) => Math.Abs(a - b)).Max(), 0, 6);
        }

        var png = ImageLoaderTests.Load(new ImageLoader(new(), 32) { Imaging = imaging }, ImageFactory.TurnedPng(96, 64));
        Assert.InRange(upright.Zip(png, (a, b) => Math.Abs(a - b)).Max(), 0, 1);
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Samples_of_16_bits_that_use_12_are_stretched(Imaging imaging)
    {
        const string stretched = "12 of 16 bits stretched";
        float[] Load(int size, byte[] file, string? conversions)
        {
            var loader = new ImageLoader(new(), size) { Imaging = imaging };
            var values = new float[loader.ValueCount];
            Assert.Equal(ImageOutcome.Ok with { Conversions = conversions }, loader.Load(file, values));
            return [.. values.Select(v => MathF.Round(v))];
        }

        float[] Pixel(byte colourType, byte[] row, string? conversions, byte[]? transparent = null) =>
            Load(1, ImageFactory.RawPng(1, 16, colourType, [row], opacities: transparent), conversions);

        Assert.Equal([255, 128, 1], Pixel(2, [0x0F, 0xFF, 0x08, 0x00, 0x00, 0x10], stretched));
        Assert.Equal([16, 8, 0], Pixel(2, [0x10, 0x00, 0x08, 0x00, 0x00, 0x10], "16-bit reduced"));
        const string greyed = $"{stretched}; grey expanded; alpha flattened";
        // The opacity has 16 bits.
        Assert.Equal([128, 128, 128], Pixel(4, [0x08, 0x00, 0xFF, 0xFF], greyed));
        Assert.Equal([127, 127, 127], Pixel(4, [0x00, 0x00, 0x80, 0x00], greyed));
        Assert.Equal([255, 128, 1], Pixel(6, [0x0F, 0xFF, 0x08, 0x00, 0x00, 0x10, 0xFF, 0xFF], $"{stretched}; alpha flattened"));
        Assert.Equal([255, 255, 255], Pixel(0, [0x00, 0x10], greyed, transparent: [0x00, 0x10]));
        Assert.Equal([1, 1, 1], Pixel(0, [0x00, 0x10], greyed, transparent: [0x00, 0x11]));

        // Pixel (x, y) has the sample 300 x + 200 y; the seven passes of an interlaced file, unfiltered.
        (int X, int Y, int StepX, int StepY)[] passes =
            [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];
        foreach (var (width, height) in new[] { (8, 8), (5, 3), (1, 1) })
        {
            using var packed = new MemoryStream();
            using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest))
            {
                foreach (var (firstX, firstY, stepX, stepY) in passes.Where(p => p.X < width))
                {
                    for (var y = firstY; y < height; y += stepY)
                    {
                        zlib.WriteByte(0);
                        for (var x = firstX; x < width; x += stepX)
                        {
                            zlib.Write([(byte)(((300 * x) + (200 * y)) >> 8), (byte)((300 * x) + (200 * y))]);
                        }
                    }
                }
            }

            var file = ImageFactory.PngOf((width, height), (16, 0), packed.ToArray(), isInterlaced: true);
            if (imaging == Imaging.ImageSharp)
            {
                // It never ends with the last of these.
                Assert.Equal(
                    new ImageOutcome(ImageStatus.Unsupported, "is an interlaced PNG file, which is not decoded with ImageSharp"),
                    new ImageLoader(new(), 8) { Imaging = imaging }.Load(file, new float[3 * 8 * 8]));
                continue;
            }

            var plain = ImageFactory.RawPng(width, 16, 0, [.. Enumerable.Range(0, height).Select(y => Enumerable.Range(0, width)
                .SelectMany(x => new[] { (byte)(((300 * x) + (200 * y)) >> 8), (byte)((300 * x) + (200 * y)) }).ToArray())]);
            var values = Load(8, file, $"{stretched}; grey expanded");
            Assert.Equal(Load(8, plain, $"{stretched}; grey expanded"), values);
            Assert.Equal(width < 8 ? values[0] : SixteenBits.OfTwelve(300 * 5), values[width < 8 ? 0 : 5]);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Every_kind_of_bad_file_has_its_outcome(Imaging imaging)
    {
        var loader = new ImageLoader(new(), 16, maxPixels: 200 * 200) { Imaging = imaging };
        ImageStatus Status(byte[] file) => loader.Load(file, new float[loader.ValueCount]).Status;
        Assert.Equal(ImageStatus.Empty, Status([]));
        Assert.Equal(ImageStatus.NotAnImage, Status("text"u8.ToArray()));
        Assert.Equal(ImageStatus.TooLarge, Status(ImageFactory.Png(201, 200)));
        foreach (var whole in new[] { ImageFactory.Jpeg(150, 150), ImageFactory.Png(150, 150) })
        {
            Assert.Equal(ImageStatus.Ok, Status(whole));
            Assert.Equal(ImageStatus.Truncated, Status(whole[..(whole.Length / 2)]));
            Assert.Equal(ImageStatus.Truncated, Status(whole[..40]));
        }

        var damaged = ImageFactory.Png(150, 150);
        damaged.AsSpan(60, 40).Fill(0x55);
        Assert.Equal(ImageStatus.Unreadable, Status(damaged));
    }

    [Fact]
    public void What_only_one_of_the_libraries_decodes_is_said()
    {
        static ImageOutcome Outcome(byte[] file, Imaging imaging)
        {
            var loader = new ImageLoader(new(), 16) { Imaging = imaging };
            return loader.Load(file, new float[loader.ValueCount]);
        }

        var animation = ImageFactory.AnimatedWebP(16);
        Assert.Equal(ImageStatus.Ok, Outcome(animation, Imaging.Skia).Status);
        Assert.Equal(
            new ImageOutcome(ImageStatus.Unsupported, "is a WebP file of a kind that ImageSharp does not decode"),
            Outcome(animation, Imaging.ImageSharp));
        var jpeg = ImageFactory.Jpeg(96, 64)[..^2];
        Assert.Equal(ImageStatus.Ok, Outcome(jpeg, Imaging.Skia).Status);
        Assert.Equal(new ImageOutcome(ImageStatus.Truncated, "is a JPEG file that ends early"), Outcome(jpeg, Imaging.ImageSharp));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Views_are_a_function_of_seed_image_and_number(Imaging imaging)
    {
        var augmenter = new Augmenter(AugmentationOptions.Preset("strong"), Preprocessing.Torch, 40, seed: 7) { Imaging = imaging };
        var plain = new Augmenter(AugmentationOptions.Preset("none"), Preprocessing.Torch, 40, seed: 7) { Imaging = imaging };
        var loader = new ImageLoader(Preprocessing.Torch, 40) { Imaging = imaging };
        byte[][] files = [.. Files().Select(one => one.File)];
        float[] View(int index) => AugmenterTests.Load(augmenter, files[index % files.Length], index % files.Length, index / files.Length);
        float[][] serial = [.. Enumerable.Range(0, 24).Select(View)];
        var parallel = new float[serial.Length][];
        Parallel.For(0, serial.Length, index => parallel[index] = View(index));
        Assert.Equal(serial, parallel);
        Assert.All(files, file => Assert.Equal(ImageLoaderTests.Load(loader, file), AugmenterTests.Load(plain, file, 1, 1)));
    }

    private static IEnumerable<(byte[] File, double Tolerance)> Files()
    {
        yield return (ImageFactory.Png(90, 60), 0);
        yield return (ImageFactory.RawPng(1, 8, 0, [[77]]), 0);
        yield return (ImageFactory.RawPng(1, 8, 3, [[1]], [0, 0, 0, 10, 20, 30]), 0);
        yield return (ImageFactory.Bmp(3, 2, new SKColor(10, 20, 30)), 0);
        yield return (ImageFactory.Gif(), 0);
        // Half transparent: the two multiply by the opacity in another order.
        yield return (ImageFactory.RawPng(1, 8, 6, [[100, 0, 0, 128]]), 1);
        // The codecs round colour and its coarser grid in their own ways, and reduce the scale by their own steps.
        yield return (ImageFactory.Jpeg(311, 203), 3);
        yield return (PetPainter.Paint(Pet.Dog, 1, 1, 256), 3);
        yield return (ImageFactory.RedCmykJpeg(), 1);
    }
}
