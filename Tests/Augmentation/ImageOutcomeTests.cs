using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

public sealed class ImageOutcomeTests
{
    private readonly ImageLoader _loader = new(Preprocessing.Caffe, 16);

    [Fact]
    public void No_bytes_are_empty() => Assert.Equal(new(ImageStatus.Empty, "has no bytes"), Load([]));

    [Fact]
    public void Text_with_the_name_of_an_image_is_not_an_image()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal(
            new(ImageStatus.NotAnImage, "does not begin like an image; expected JPEG, PNG, WebP, BMP, GIF, TIFF, HEIC or AVIF"),
            Load(folder.Write("cat.jpg", "BMW is not a bitmap"u8)));
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_unreadable_with_the_reason()
    {
        using var folder = new TemporaryFolder();
        var missing = Path.Combine(folder.Path, "cat.jpg");
        Assert.Equal(new(ImageStatus.Unreadable, $"Could not find file '{missing}'."), Load(missing));
        Assert.Equal(ImageStatus.Unreadable, Load(folder.Path).Status);
    }

    [Theory]
    [InlineData(0.3, "ends after 23 % of its rows")]
    [InlineData(0.6, "ends after 55 % of its rows")]
    [InlineData(0.9, "ends after 87 % of its rows")]
    public void A_file_that_ends_early_is_truncated_and_a_jpeg_says_how_far_it_goes(double share, string detail)
    {
        byte[] Begin(byte[] whole) => whole[..(int)(whole.Length * share)];
        Assert.Equal(new(ImageStatus.Truncated, detail), Load(Begin(ImageFactory.Jpeg(200, 200))));
        Assert.Equal(new(ImageStatus.Truncated, "is a PNG file that ends early"), Load(Begin(ImageFactory.Png(200, 200))));
    }

    [Fact]
    public void A_head_alone_is_truncated() =>
        Assert.Equal(new(ImageStatus.Truncated, "is a JPEG file that ends early"), Load(ImageFactory.Jpeg(50, 50)[..40]));

    [Fact]
    public void A_GIF_whose_second_half_is_zeros_is_damaged()
    {
        var gif = ImageFactory.Gif();
        // The first frame stays, and the end.
        gif.AsSpan(43..^1).Clear();
        Assert.Equal(new(ImageStatus.Unreadable, "is a GIF file with damaged content"), Load(gif));
    }

    [Fact]
    public void Too_many_pixels_are_refused_before_decoding() => Assert.Equal(
        new(ImageStatus.TooLarge, "has 10 x 10 pixels; at most 99 are accepted"),
        new ImageLoader(Preprocessing.Caffe, 16, maxPixels: 99).Load(ImageFactory.Png(10, 10), new float[768]));

    [Fact]
    public void What_an_image_needs_to_become_upright_RGB_is_named()
    {
        Assert.Null(Load(ImageFactory.Jpeg(8, 8)).Conversions);
        Assert.Equal("EXIF-rotated", Load(ImageFactory.Oriented(6, 16, 8)).Conversions);
        Assert.Equal("CMYK converted", Load(ImageFactory.RedCmykJpeg()).Conversions);
        Assert.Equal("first frame of 2", Load(ImageFactory.Gif()).Conversions);
        Assert.Equal("16-bit reduced; grey expanded; alpha flattened", Load(ImageFactory.RawPng(1, 16, 4, [[16, 0, 1, 0]])).Conversions);
        Assert.Equal("EXIF-rotated", ImageLoader.Inspect(ImageFactory.Oriented(6, 16, 8)).Conversions);
        Assert.Equal("EXIF-rotated; alpha flattened", ImageLoader.Inspect(ImageFactory.TurnedPng(16, 8)).Conversions);
    }

    [Fact]
    public void A_short_destination_is_the_callers_mistake()
    {
        var fault = Assert.Throws<ArgumentException>(() => _loader.Load(ImageFactory.Png(10, 10), new float[767]));
        Assert.Equal("The destination has room for 767 values; an image of 16 x 16 needs 768.", fault.Message.Split(" (P")[0]);
    }

    [Theory]
    [InlineData("a.JPG", true)]
    [InlineData("b/c.webp", true)]
    [InlineData("d.gif", true)]
    [InlineData("f.jfif", true)]
    [InlineData("g.JPE", true)]
    [InlineData("h.pjpeg", true)]
    [InlineData("i.jxl", true)]
    [InlineData("j.tga", false)]
    [InlineData("e.txt", false)]
    [InlineData("png", false)]
    public void Image_files_are_known_by_their_ending(string path, bool expected) => Assert.Equal(expected, ImageLoader.IsImageFile(path));

    private ImageOutcome Load(byte[] encoded) => _loader.Load(encoded, new float[_loader.ValueCount]);

    private ImageOutcome Load(string path) => _loader.Load(path, new float[_loader.ValueCount]);
}
