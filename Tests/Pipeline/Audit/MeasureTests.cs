using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class MeasureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Size_format_and_quality_of_a_file_are_read_and_a_turned_image_stands_upright()
    {
        var jpeg = ImageFactory.Encode(120, 90, (x, y) => ImageFactory.Gradient(x, y, 120, 90), SKEncodedImageFormat.Jpeg, 60);
        var measures = Measure(jpeg);
        Assert.Equal((120, 90, "JPEG", 60), (measures.Width, measures.Height, measures.Format, measures.JpegQuality));
        Assert.Equal(jpeg.Length, measures.Bytes);
        var turned = Measure(ImageFactory.Oriented(6, 90, 120));
        Assert.Equal((90, 120), (turned.Width, turned.Height));
        var png = Measure(ImageFactory.Png(50, 40));
        Assert.Equal(("PNG", 0, ""), (png.Format, png.JpegQuality, png.Camera));
        Assert.Null(ImageMeasurer.Measure("no image"u8, Imaging.Skia));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.1)]
    [InlineData(0.25)]
    public void A_border_is_measured(double share)
    {
        // A border of a share of each side leaves (1 - 2 share)^2 of the area.
        var measures = Measure(ImageFactory.Encode(
            200, 160, (x, y) => Math.Min(Math.Min(x, 199 - x) / 200.0, Math.Min(y, 159 - y) / 160.0) < share ? SKColors.White
                : ImageFactory.Gradient((x * 7) % 200, (y * 5) % 160, 200, 160), SKEncodedImageFormat.Jpeg, 90));
        Assert.Equal(1 - Math.Pow(1 - (2 * share), 2), measures.Pixels.Border, 0.05);
    }

    [Fact]
    public void Measures_come_back_from_bytes_as_they_were()
    {
        var measures = Measure(ImageFactory.Jpeg(80, 60));
        var again = ImageMeasures.Read(measures.ToBytes())!;
        Assert.Equal(measures with { Thumbnail = [] }, again with { Thumbnail = [] });
        Assert.Equal(measures.Thumbnail, again.Thumbnail);
        Assert.Null(ImageMeasures.Read(measures.ToBytes().AsMemory(0, 40)));
    }

    [Fact]
    public void An_image_that_was_measured_is_not_opened_again()
    {
        var path = _folder.Write("a.jpg", ImageFactory.Jpeg(80, 60));
        var options = new FeatureOptions { Cache = _folder.File("cache") };
        var hash = ContentHash.OfFile(path);
        ImageMeasures[] first, second;
        using (var index = MeasureIndex.Open(options, TimeProvider.System))
        {
            first = index.Measure([(path, hash)], RunContext.None);
        }

        File.Delete(path);
        using (var index = MeasureIndex.Open(options, TimeProvider.System))
        {
            second = index.Measure([(path, hash)], RunContext.None);
            var fault = Assert.Throws<InvalidDataException>(() => index.Measure([(path, default)], RunContext.None));
            Assert.Equal($"'{path}' could be read before and cannot now. Leave the images as they are during an audit.", fault.Message);
        }

        Assert.Equal(first[0].Pixels, second[0].Pixels);
    }

    [Theory]
    [InlineData("dark", 0.1, 0)]
    [InlineData("blown out", 0.1, 230)]
    [InlineData("low information", 0.02, 120)]
    [InlineData(null, 1, 0)]
    public void Images_with_little_in_them_are_named(string? expected, double factor, int offset)
    {
        var bytes = ImageFactory.Encode(
            160, 120, (x, y) =>
            {
                var level = (byte)(offset + (factor * ((x / 12 * 61) + (y / 9 * 37)) % (250 * factor)));
                return new SKColor(level, level, level);
            },
            SKEncodedImageFormat.Png);
        string[] kinds = [.. Quality(bytes)];
        Assert.Equal(expected is null ? [] : [expected], kinds);
    }

    [Fact]
    public void Tiny_and_long_images_are_named()
    {
        Assert.Equal(["tiny"], Quality(ImageFactory.Jpeg(40, 30)));
        Assert.Equal(["odd shape"], Quality(ImageFactory.Jpeg(600, 100)));
    }

    private static ImageMeasures Measure(byte[] bytes) => ImageMeasurer.Measure(bytes, Imaging.Skia)!;

    private static IEnumerable<string> Quality(byte[] bytes)
    {
        var rows = new FeaturesInMemory([1], 1, [0], ["a.jpg"]);
        return QualityAudit.Find(new AuditImages(rows, ["a.jpg"], [""], ["a", "b"]), [Measure(bytes)], 224).Select(f => f.Group);
    }
}
