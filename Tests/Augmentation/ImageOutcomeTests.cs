using Transfer.Augmentation;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

public sealed class ImageOutcomeTests
{
    private readonly ImageLoader _loader = new(Preprocessing.Caffe, 16);

    [Fact]
    public void No_bytes_are_Empty() => Assert.Equal(ImageStatus.Empty, Load([]).Status);

    [Fact]
    public void Text_with_the_name_of_an_image_is_not_an_image()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("cat.jpg", "BMW is not a bitmap"u8);
        Assert.Equal(ImageStatus.NotAnImage, _loader.Load(path, new float[_loader.ValueCount]).Status);
    }

    [Theory]
    [InlineData("cat.jpg")]
    [InlineData("")]
    public void A_missing_file_and_a_folder_are_unreadable_with_the_reason(string name)
    {
        using var folder = new TemporaryFolder();
        var outcome = _loader.Load(Path.Combine(folder.Path, name), new float[_loader.ValueCount]);
        Assert.Equal(ImageStatus.Unreadable, outcome.Status);
        Assert.NotEmpty(outcome.Detail);
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.6)]
    [InlineData(0.9)]
    public void A_file_that_ends_early_is_truncated(double share)
    {
        foreach (var whole in new[] { ImageFactory.Jpeg(200, 200), ImageFactory.Png(200, 200) })
        {
            Assert.Equal(ImageStatus.Truncated, Load(whole[..(int)(whole.Length * share)]).Status);
        }
    }

    [Fact]
    public void A_truncated_Jpeg_says_how_far_it_goes()
    {
        var whole = ImageFactory.Jpeg(200, 200);
        Assert.Matches("^ends after [1-9][0-9]? % of its rows$", Load(whole[..(whole.Length / 2)]).Detail);
    }

    [Fact]
    public void A_head_alone_is_truncated() => Assert.Equal(ImageStatus.Truncated, Load(ImageFactory.Jpeg(50, 50)[..40]).Status);

    [Fact]
    public void Too_many_pixels_are_refused_before_decoding()
    {
        var outcome = new ImageLoader(Preprocessing.Caffe, 16, maxPixels: 99).Load(ImageFactory.Png(10, 10), new float[768]);
        Assert.Equal(ImageStatus.TooLarge, outcome.Status);
        Assert.Contains("10 x 10", outcome.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_destination_is_the_callers_mistake() =>
        Assert.Throws<ArgumentException>(() => _loader.Load(ImageFactory.Png(10, 10), new float[767]));

    [Theory]
    [InlineData("a.JPG", true)]
    [InlineData("b/c.webp", true)]
    [InlineData("d.gif", true)]
    [InlineData("e.txt", false)]
    [InlineData("png", false)]
    public void Image_files_are_known_by_their_ending(string path, bool expected) => Assert.Equal(expected, ImageLoader.IsImageFile(path));

    private ImageOutcome Load(byte[] encoded) => _loader.Load(encoded, new float[_loader.ValueCount]);
}
