using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

public sealed class PixelDataTests
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
        loader.LoadPixels(new(bitmap.GetPixelSpan(), 50, 30, layout), values);
        Assert.Equal(ImageLoaderTests.Load(loader, file), values);

        var augmenter = new Augmenter(AugmentationOptions.Preset("keras"), Preprocessing.Torch, 24, 1);
        augmenter.LoadPixels(new(bitmap.GetPixelSpan(), 50, 30, layout), image: 3, view: 2, values);
        Assert.Equal(AugmenterTests.Load(augmenter, file, 3, 2), values);
    }

    [Fact]
    public void Pixels_that_do_not_fit_are_the_callers_mistake()
    {
        var loader = new ImageLoader(Preprocessing.Torch, 8);
        string Fault(int bytes, int side, PixelLayout layout, int room) => Assert.ThrowsAny<ArgumentException>(
            () => loader.LoadPixels(new(new byte[bytes], side, side, layout), new float[room])).Message.Split(" (P")[0];
        Assert.Equal("There are 12 bytes; 2 x 2 pixels of four bytes are 16.", Fault(12, 2, PixelLayout.Rgba, 192));
        Assert.Equal("width ('0') must be a non-negative and non-zero value.", Fault(0, 0, PixelLayout.Rgba, 192));
        Assert.Equal("The layout of the pixels is 5; expected Rgba or Bgra.", Fault(16, 2, (PixelLayout)5, 192));
        Assert.Equal("The destination has room for 10 values; an image of 8 x 8 needs 192.", Fault(16, 2, PixelLayout.Rgba, 10));
    }
}
