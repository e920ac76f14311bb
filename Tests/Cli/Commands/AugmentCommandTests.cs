using SkiaSharp;
using Transfer.Augmentation;
using Transfer.Tests.Support;

namespace Transfer.Tests.Augmentation;

public sealed class AugmentCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sheet_has_the_originals_first_and_the_views_beside_them()
    {
        var data = DrawnImages.Folder(_folder, 3);
        var sheet = _folder.File("sheets", "sheet.png");
        var (code, output, error) = TransferCommand.Run(
            "augment", data, "--preset", "keras", "--preview", sheet, "--images", "4", "--views", "5", "--image-size", "64");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Preset: keras.", output, StringComparison.Ordinal);
        Assert.Contains("Options: rotation-range=40;width-shift-range=0.2;", output, StringComparison.Ordinal);
        Assert.Contains($"Sheet: {sheet}", output, StringComparison.Ordinal);

        using var bitmap = SKBitmap.Decode(sheet);
        // Six columns of 64 pixels with frames of 3 and gaps of 14, margins of 20.
        Assert.Equal(40 + (6 * 70) + (5 * 14), bitmap.Width);
        // Four originals have the blue frame: 70 x 70 less 64 x 64 each, and nothing else but their names is as blue.
        var blue = bitmap.Pixels.Count(colour => colour == new SKColor(0x3A, 0x6E, 0xA5));
        Assert.InRange(blue, 4 * ((70 * 70) - (64 * 64)), (4 * ((70 * 70) - (64 * 64))) + 6000);
    }

    [Fact]
    public void The_same_seed_draws_the_same_sheet_and_another_one_another()
    {
        var data = DrawnImages.Folder(_folder, 3);
        byte[] Sheet(string seed)
        {
            var path = _folder.File($"sheet-{seed}.png");
            Assert.Equal(0, TransferCommand.Run("augment", data, "--preview", path, "--seed", seed, "--images", "2", "--image-size", "64").Code);
            return File.ReadAllBytes(path);
        }

        Assert.Equal(Sheet("3"), Sheet("3"));
        Assert.NotEqual(Sheet("3"), Sheet("4"));
    }

    [Fact]
    public void Every_knob_is_an_option_and_changes_the_preset()
    {
        var data = DrawnImages.Folder(_folder, 2);
        var wanted = AugmentationOptions.Preset("light") with
        {
            RotationRange = 12,
            WidthShiftRange = ShiftRange.OneOf(3, 6),
            BrightnessRange = (0.5, 1.5),
            FillMode = FillMode.Wrap,
            VerticalFlip = true,
            HorizontalFlip = false,
            RandomErasingProbability = 0.5,
            RandAugmentOperations = 2,
        };
        var (code, output, _) = TransferCommand.Run(
            "augment", data, "--preset", "light", "--preview", _folder.File("a.png"), "--images", "1", "--rotation-range", "12", "--width-shift-range", "3,6",
            "--brightness-range", "0.5,1.5", "--fill-mode", "wrap", "--vertical-flip", "--horizontal-flip", "false", "--random-erasing-probability", "0.5",
            "--rand-augment-operations", "2");
        Assert.Equal(0, code);
        Assert.Contains($"Options: {wanted.Summary}", output, StringComparison.Ordinal);
        Assert.Contains("Preset: light, with rotation-range, width-shift-range, horizontal-flip,", output, StringComparison.Ordinal);

        var help = TransferCommand.Run("augment", "--help").Output;
        Assert.All(AugmentationOptions.Knobs, knob => Assert.Contains($"--{knob.Name} ", help, StringComparison.Ordinal));
    }

    [Fact]
    public void A_single_image_will_do_and_a_bad_one_is_named()
    {
        var image = _folder.Write("one.jpg", ImageFactory.Jpeg(80, 60));
        Assert.Equal(0, TransferCommand.Run("augment", image, "--preview", _folder.File("one.png")).Code);
        _folder.Write("data/bad.jpg", "no image"u8);
        _folder.Write("data/good.jpg", ImageFactory.Jpeg(80, 60));
        var (code, _, error) = TransferCommand.Run("augment", _folder.File("data"), "--preview", _folder.File("two.png"));
        Assert.Equal(0, code);
        Assert.Matches("^Left out: .*bad.jpg: does not begin like an image", error);
    }

    [Theory]
    [InlineData("There is no augmentation preset 'kears'; expected none, keras, light, standard or strong.", "--preset", "kears")]
    [InlineData("RotationRange is -3; expected 0 or more, degrees.", "--rotation-range", "-3")]
    [InlineData("ZoomRange is 0 to 2; expected two numbers above 0", "--zoom-range", "1")]
    [InlineData("ZoomRange is 0 to 1; expected two numbers above 0", "--zoom-range", "0,1")]
    [InlineData("fill-mode is 'mirror'; expected nearest, reflect, wrap or constant.", "--fill-mode", "mirror")]
    [InlineData("brightness-range has no value; expected two numbers such as 0.7,1.3, or none.", "--brightness-range")]
    [InlineData("brightness-range is '0.5'; expected two numbers such as 0.7,1.3, or none.", "--brightness-range", "0.5")]
    [InlineData("There is no imaging library 'gdi'; expected skia or imagesharp.", "--imaging", "gdi")]
    [InlineData("The number of images is 0; expected 1 to 64.", "--images", "0")]
    [InlineData("The sheet has 0 views beside an image; expected 1 to 32.", "--views", "0")]
    public void A_bad_value_is_one_sentence_with_the_valid_choices(string sentence, params string[] args)
    {
        var data = DrawnImages.Folder(_folder, 1);
        var (code, _, error) = TransferCommand.Run(["augment", data, "--preview", _folder.File("bad.png"), .. args]);
        Assert.Equal(1, code);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "bad.png")));
    }

    [Fact]
    public void No_sheet_is_written_when_no_image_can_be_read()
    {
        _folder.Write("data/bad.jpg", "no image"u8);
        var (code, _, error) = TransferCommand.Run("augment", _folder.File("data"), "--preview", _folder.File("none.png"));
        Assert.Equal(1, code);
        Assert.Contains("No image can be read, so no sheet was written. The first of 1, ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_folder.Path, "none.png")));
    }

    [Fact]
    public void A_folder_that_is_not_there_or_has_no_images_is_a_sentence()
    {
        Assert.Contains("There is no folder or image", TransferCommand.Run("augment", "nowhere").Error, StringComparison.Ordinal);
        Assert.Contains("has no images", TransferCommand.Run("augment", Path.GetDirectoryName(_folder.File("empty", "x"))!).Error, StringComparison.Ordinal);
    }
}
