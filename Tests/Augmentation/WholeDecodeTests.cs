using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

/// <summary>A JPEG gives what its decoded pixels give through any other door.</summary>
public sealed class WholeDecodeTests
{
    // Of 255, on average over an image.
    private const double Tolerance = 0.5;

    [Theory]
    [InlineData(24)]
    [InlineData(48)]
    [InlineData(150)]
    public void A_photograph_is_as_if_it_had_been_decoded_whole(int size)
    {
        var folder = Repository.Shared("data", "cats-vs-dogs", "validation", "cats");
        var loader = new ImageLoader(new Preprocessing(), size);
        var worst = Directory.EnumerateFiles(folder, "*.jpg").Order(StringComparer.Ordinal).Take(60)
            .Max(file => (Difference(loader, File.ReadAllBytes(file)), file));
        Assert.True(worst.Item1 <= Tolerance, $"{worst.file} differs by {worst.Item1:F3} of 255.");
    }

    [Theory]
    [InlineData(800, 64)]
    [InlineData(900, 30)]
    public void Noise_is_as_if_it_had_been_decoded_whole(int side, int size)
    {
        var random = new SeededRandom(3);
        byte[] noise = [.. Enumerable.Range(0, side * side).Select(_ => (byte)random.Next(256))];
        var jpeg = ImageFactory.Encode(
            side, side, (x, y) => new SKColor(noise[(y * side) + x], noise[(x * side) + y], 128), SKEncodedImageFormat.Jpeg, 90);
        Assert.InRange(Difference(new ImageLoader(new Preprocessing(), size), jpeg), 0, Tolerance);
    }

    private static double Difference(ImageLoader loader, byte[] jpeg)
    {
        var (values, whole) = (new float[loader.ValueCount], new float[loader.ValueCount]);
        Assert.True(loader.Load(jpeg, values).IsOk);
        using var bitmap = SKBitmap.Decode(jpeg);
        using var rgba = bitmap.Copy(SKColorType.Rgba8888);
        loader.LoadPixels(new PixelData(rgba.GetPixelSpan(), rgba.Width, rgba.Height, PixelLayout.Rgba), whole);
        return values.Zip(whole, (a, b) => Math.Abs((double)a - b)).Average();
    }
}
