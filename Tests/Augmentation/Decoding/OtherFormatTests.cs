using System.Reflection;
using System.Text;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>TIFF, HEIC and AVIF, which other libraries decode, samples of 16 bits, and formats that are not read.</summary>
public sealed class OtherFormatTests
{
    private const string LibTiff = "BitMiracle.LibTiff.NET";
    private const string Magick = "Magick.NET-Q8-x64";
    private const string ImageSharp = "SixLabors.ImageSharp";
    private const int Width = 64;
    private const int Height = 48;

    [Theory]
    [InlineData("rgb-lzw.tif", 0.01, null)]
    [InlineData("rgb-deflate.tif", 0.01, null)]
    [InlineData("jpeg.tif", 2, null)]
    [InlineData("palette.tif", 4, null)]
    [InlineData("cmyk.tif", 2, "CMYK converted")]
    [InlineData("pages.tif", 0.01, "first page of several")]
    [InlineData("turned.tif", 0.01, "EXIF-rotated")]
    [InlineData("picture.heic", 1.5, null)]
    [InlineData("picture.avif", 0.01, null)]
    [InlineData("turned.avif", 0.01, null)]
    public void A_picture_has_the_pixels_of_its_PNG(string name, double tolerance, string? conversions)
    {
        SkipWhereItIsNotRead(name);
        foreach (var size in new[] { 48, 20, 100 })
        {
            var loader = new ImageLoader(new Preprocessing(), size);
            var (expected, actual) = (new float[loader.ValueCount], new float[loader.ValueCount]);
            Assert.True(loader.Load(Golden("picture.png"), expected).IsOk);
            Assert.Equal(ImageOutcome.Ok with { Conversions = conversions }, loader.Load(Golden(name), actual));
            Assert.InRange(expected.Zip(actual, (a, b) => Math.Abs(a - b)).Average(), 0, tolerance);
        }

        Assert.Equal(conversions, ImageLoader.Inspect(File.ReadAllBytes(Golden(name))).Conversions);
    }

    [Theory]
    [InlineData("grey.tif", "grey expanded", 1)]
    [InlineData("grey-16.tif", "16-bit reduced; grey expanded", 0)]
    [InlineData("grey-16.png", "16-bit reduced; grey expanded", 0)]
    [InlineData("grey-12.tif", "12 of 16 bits stretched; grey expanded", 0)]
    [InlineData("grey-12.png", "12 of 16 bits stretched; grey expanded", 0)]
    public void Grey_of_any_depth_has_the_levels_that_it_shows(string name, string conversions, int way)
    {
        var values = Load(name, conversions);
        // The formula of the picture's red, or of its luminance.
        var expected = Enumerable.Range(0, Width * Height).Select(i => (X: i % Width, Y: i / Width)).Select(p => way == 0 ? 40 + (3 * p.X)
            : (0.299 * (40 + (3 * p.X))) + (0.587 * (20 + (4 * p.Y))) + (0.114 * (200 - p.X - p.Y))).Average();
        Assert.Equal(expected, values.Average(), 0.6);
        Assert.Equal(conversions, ImageLoader.Inspect(File.ReadAllBytes(Golden(name))).Conversions);
    }

    [Theory]
    [InlineData("alpha.tif")]
    [InlineData("alpha.heic")]
    [InlineData("alpha.avif")]
    public void Transparent_pixels_are_laid_over_white(string name)
    {
        SkipWhereItIsNotRead(name);
        var values = Load(name, "alpha flattened");
        for (var channel = 0; channel < 3; channel++)
        {
            Assert.All(Enumerable.Range(0, 48), y => Assert.Equal(255, values[(channel * 48 * 48) + (y * 48) + 47], 1.5f));
        }

        Assert.InRange(values[..24].Average(), 40, 150);
    }

    [Fact]
    public void A_file_with_filters_is_stretched_pixel_by_pixel()
    {
        var loader = new ImageLoader(new Preprocessing(), 32);
        var pixels = new float[loader.ValueCount];
        Assert.True(loader.Load(Golden("noise-12.png"), pixels).IsOk);
        Assert.Equal(Enumerable.Range(0, 32 * 32).Select(i => Noise(i % 32, i / 32)), pixels[..(32 * 32)].Select(v => (int)MathF.Round(v)));

        static int Noise(int x, int y) =>
            SixteenBits.OfTwelve(((x * 97) + (y * 53) + (x * y % 7 * 31) + (y % 8 > 3 ? x * x * (y % 5) : 0)) % 4096);
    }

    [Theory]
    [InlineData("float.tif", "is a TIFF file with samples of 32 bits in floating point; expected 1 to 8, or 16")]
    [InlineData("picture.jp2", "is a JPEG 2000 file; expected JPEG, PNG, WebP, BMP, GIF, TIFF, HEIC or AVIF")]
    public void What_is_not_read_is_named(string name, string detail) =>
        Assert.Equal(new ImageOutcome(ImageStatus.Unsupported, detail), Outcome(File.ReadAllBytes(Golden(name))));

    [Theory]
    [InlineData("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", "an SVG drawing")]
    [InlineData("\u00EF\u00BB\u00BF<!DOCTYPE html><html></html>", "a web page")]
    [InlineData("<?xml version=\"1.0\"?><image><read filename=\"/etc/passwd\"/></image>", "an ImageMagick script")]
    [InlineData("%PDF-1.7\n", "a PDF document")]
    [InlineData("%!PS-Adobe-3.0\n", "a PostScript document")]
    [InlineData("8BPS\u0000\u0001", "a Photoshop file")]
    [InlineData("\u00FF\u000A\u0000\u0000", "a JPEG XL file")]
    [InlineData("\u0000\u0000\u0000\u000CJXL \u000D\u000A\u0087\u000A", "a JPEG XL file")]
    [InlineData("\u0000\u0000\u0001\u0000\u0001\u0000", "an icon")]
    [InlineData("P6 2 2 255\n", "a Netpbm file")]
    [InlineData("qoif\u0000\u0000", "a QOI file")]
    [InlineData("\u0000\u0000\u0000\u0018ftypmp42\u0000\u0000\u0000\u0000isommp42", "a video")]
    [InlineData("\u0000\u0000\u0000\u0018ftypcrx \u0000\u0000\u0000\u0001crx isom", "a camera's raw file")]
    public void Formats_are_known_by_their_content(string content, string name) => Assert.Equal(
        new ImageOutcome(ImageStatus.Unsupported, $"is {name}; expected JPEG, PNG, WebP, BMP, GIF, TIFF, HEIC or AVIF"),
        Outcome(Encoding.Latin1.GetBytes(content)));

    [Theory]
    [InlineData("rgb-lzw.tif")]
    [InlineData("grey-12.tif")]
    [InlineData("picture.heic")]
    [InlineData("picture.avif")]
    public void Damage_and_size_are_outcomes(string name)
    {
        SkipWhereItIsNotRead(name);
        var whole = File.ReadAllBytes(Golden(name));
        Assert.Equal(ImageStatus.TooLarge, Outcome(whole, maxPixels: (Width * Height) - 1).Status);
        Assert.Equal(ImageStatus.Ok, Outcome(whole, maxPixels: Width * Height).Status);
        Assert.Equal(ImageStatus.Truncated, Outcome(whole[..(whole.Length / 2)]).Status);
        var random = new SeededRandom(18);
        for (var i = 0; i < 300; i++)
        {
            var copy = whole.ToArray();
            for (var change = 0; change <= random.Next(6); change++)
            {
                copy[random.Next(change % 2 == 0 ? copy.Length : Math.Min(copy.Length, 200))] = (byte)random.Next(256);
            }

            // Whatever it is, it is no exception.
            _ = Outcome(random.Next(4) == 0 ? copy[..random.Next(copy.Length)] : copy);
        }
    }

    [Fact]
    public void The_versions_in_the_key_of_a_cache_are_those_of_the_libraries()
    {
        Assert.StartsWith(TiffDecoder.Version, typeof(BitMiracle.LibTiff.Classic.Tiff).Assembly.GetName().Version!.ToString(),
            StringComparison.Ordinal);
        var key = ImagingLibrary.FormatVersion(Imaging.Skia);
        Assert.EndsWith(ImagingLibrary.HeifVersion is { } heif ? $",libtiff-{TiffDecoder.Version},magick-{heif}"
            : $",libtiff-{TiffDecoder.Version}", key, StringComparison.Ordinal);
        if (ImagingLibrary.HeifVersion is { } version)
        {
            Assert.StartsWith(version, Assembly.Load(Magick).GetName().Version!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public Task A_library_is_loaded_when_its_first_file_appears_or_it_is_chosen() =>
        TestProcess.Run(typeof(OtherFormatTests).GetMethod(nameof(The_libraries_are_loaded_one_after_the_other))!);

    [Fact]
    public void The_libraries_are_loaded_one_after_the_other()
    {
        TestProcess.SkipElsewhere();
        Outcome(ImageFactory.Jpeg(30, 20));
        Outcome(File.ReadAllBytes(Golden("grey-12.png")));
        Outcome(File.ReadAllBytes(Golden("picture.jp2")));
        Assert.Equal([], Loaded());
        Outcome(File.ReadAllBytes(Golden("grey.tif")));
        Assert.Equal([LibTiff], Loaded());
        Outcome(File.ReadAllBytes(Golden("picture.avif")));
        var others = ImagingLibrary.HeifVersion is null ? new[] { LibTiff } : [LibTiff, Magick];
        Assert.Equal(others, Loaded());
        var sharp = new ImageLoader(new Preprocessing(), 16) { Imaging = Imaging.ImageSharp };
        Assert.Contains("imagesharp", sharp.FormatVersion, StringComparison.Ordinal);
        Assert.True(sharp.Load(File.ReadAllBytes(Golden("grey.tif")), new float[sharp.ValueCount]).IsOk);
        Assert.Equal(others, Loaded());
        Assert.True(sharp.Load(ImageFactory.Jpeg(30, 20), new float[sharp.ValueCount]).IsOk);
        Assert.Equal([.. others, ImageSharp], Loaded());

        static IEnumerable<string> Loaded() => AppDomain.CurrentDomain.GetAssemblies().Select(a => a.GetName().Name!)
            .Where(name => name is LibTiff or Magick or ImageSharp).Order(StringComparer.Ordinal);
    }

    private static string Golden(string name) => Path.Combine(Repository.Root, "Tests", "Golden", "images", name);

    private static ImageOutcome Outcome(byte[] file, long maxPixels = 1_000_000)
    {
        var loader = new ImageLoader(new Preprocessing(), 16, maxPixels);
        return loader.Load(file, new float[loader.ValueCount]) with { Conversions = null };
    }

    private static float[] Load(string name, string conversions)
    {
        var loader = new ImageLoader(new Preprocessing(), 48);
        var values = new float[loader.ValueCount];
        Assert.Equal(ImageOutcome.Ok with { Conversions = conversions }, loader.Load(Golden(name), values));
        return values;
    }

    private static void SkipWhereItIsNotRead(string name)
    {
        var outcome = Outcome(File.ReadAllBytes(Golden(name)));
        Assert.SkipWhen(!name.EndsWith(".tif", StringComparison.Ordinal) && outcome.Status == ImageStatus.Unsupported, outcome.Detail);
    }
}
