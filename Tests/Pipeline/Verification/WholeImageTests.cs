using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class WholeImageTests : IDisposable
{
    private const int Size = 24;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void An_image_is_upright_whichever_way_it_is_stored(int orientation)
    {
        var path = _folder.Write("image.jpg", ImageFactory.Oriented(orientation, 60, 40));
        var image = WholeImage.Load(path, Size, Imaging.Skia)!;
        Assert.Equal((40, 60, true), (image.Height, image.Width, image.IsAsTrained));
        var loader = new ImageLoader(Preprocessing.Caffe, Size);
        var expected = new float[loader.ValueCount];
        Assert.True(loader.Load(path, expected).IsOk);
        // Sums of the filter go the other way in a turned image.
        Assert.All(expected.Zip(image.Prepare(loader)), pair => Assert.Equal(pair.First, pair.Second, 1e-3));
    }

    [Fact]
    public void A_large_jpeg_has_all_its_pixels_though_training_sees_fewer()
    {
        var image = WholeImage.Load(_folder.Write("image.jpg", ImageFactory.Jpeg(400, 300)), Size, Imaging.Skia)!;
        Assert.Equal((300, 400, false), (image.Height, image.Width, image.IsAsTrained));
    }

    [Fact]
    public void A_file_that_is_gone_or_damaged_is_no_image()
    {
        Assert.Null(WholeImage.Load(_folder.File("none.jpg"), Size, Imaging.Skia));
        Assert.Null(WholeImage.Load(_folder.Write("text.jpg", "text"u8), Size, Imaging.Skia));
    }
}
