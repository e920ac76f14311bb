using SkiaSharp;
using Transfer.Augmentation;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

public sealed class DecodedPixelTests
{
    [Theory]
    [InlineData(PixelLayout.Rgba, SKColorType.Rgba8888)]
    [InlineData(PixelLayout.Bgra, SKColorType.Bgra8888)]
    public void Decoded_pixels_give_the_same_floats_as_the_file(PixelLayout layout, SKColorType type)
    {
        var file = ImageFactory.Encode(
            50, 30, (x, y) => ImageFactory.Gradient(x, y, 50, 30).WithAlpha((byte)(x < 25 ? 255 : 100)), SKEncodedImageFormat.Png);
        using var bitmap = SKBitmap.Decode(file, new SKImageInfo(50, 30, type, SKAlphaType.Premul));

        var loader = new ImageLoader(Preprocessing.Torch, 24);
        var values = new float[loader.ValueCount];
        loader.LoadPixels(bitmap.GetPixelSpan(), 50, 30, layout, values);
        Assert.Equal(ImageLoaderTests.Load(loader, file), values);

        var augmenter = new Augmenter(AugmentationOptions.Preset("keras"), Preprocessing.Torch, 24, 1);
        augmenter.LoadPixels(bitmap.GetPixelSpan(), 50, 30, layout, image: 3, view: 2, values);
        Assert.Equal(AugmenterTests.Load(augmenter, file, 3, 2), values);
    }

    [Fact]
    public void Pixels_that_do_not_fit_are_the_callers_mistake()
    {
        var loader = new ImageLoader(Preprocessing.Torch, 8);
        var fault = Assert.Throws<ArgumentException>(() => loader.LoadPixels(new byte[12], 2, 2, PixelLayout.Rgba, new float[192]));
        Assert.Contains("2 x 2 pixels of four bytes are 16", fault.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.LoadPixels([], 0, 2, PixelLayout.Rgba, new float[192]));
        Assert.Throws<ArgumentOutOfRangeException>(() => loader.LoadPixels(new byte[16], 2, 2, (PixelLayout)5, new float[192]));
        Assert.Throws<ArgumentException>(() => loader.LoadPixels(new byte[16], 2, 2, PixelLayout.Rgba, new float[10]));
    }
}
