using Transfer.Tests.Augmentation;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class AugmentCommandTests : IDisposable
{
    private const string Zoom = "expected two numbers above 0 and at most 100, the lower one first, such as 0.8,1.2.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_sheet_has_the_originals_first_and_the_views_beside_them()
    {
        foreach (var name in new[] { "letters/upright.png", "letters/also upright.png", "others/third.png" })
        {
            _folder.Write($"data/{name}", ReferenceImageTests.Letter());
        }

        var (data, sheet) = (_folder.File("data"), _folder.File("sheets", "sheet.png"));
        var (code, output, error) = TransferCommand.Run(
            "augment", data, "--augment", "keras", "--out", sheet, "--images", "2", "--views", "3", "--image-size", "96");
        Assert.Equal((0, ""), (code, error));
        Assert.Equal(
            $"Preset: keras.\nOptions: {AugmentationOptions.Preset("keras").Summary}\nSheet: {sheet}\n", output.ReplaceLineEndings("\n"));
        ReferenceImages.AssertSame("Augmentation", "sheet.png", File.ReadAllBytes(sheet));
    }

    [Fact]
    public void The_same_seed_draws_the_same_sheet_and_another_one_another()
    {
        var data = DrawnImages.Folder(_folder, 3);
        byte[] Sheet(string seed)
        {
            var path = _folder.File($"sheet-{seed}.png");
            var (code, _, _) = TransferCommand.Run(
                "augment", data, "--out", path, "--seed", seed, "--images", "2", "--image-size", "64");
            Assert.Equal(0, code);
            return File.ReadAllBytes(path);
        }

        Assert.Equal(Sheet("3"), Sheet("3"));
        Assert.NotEqual(Sheet("3"), Sheet("4"));
    }

    [Fact]
    public void Every_setting_is_an_option_and_changes_the_preset()
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
        var sheet = _folder.File("a.png");
        var (code, output, _) = TransferCommand.Run(
            "augment", data, "--augment", "light", "--out", sheet, "--images", "1", "--rotation-range", "12",
            "--width-shift-range", "3,6", "--brightness-range", "0.5,1.5", "--fill-mode", "wrap", "--vertical-flip",
            "--horizontal-flip", "false", "--random-erasing-probability", "0.5", "--rand-augment-operations", "2");
        Assert.Equal(0, code);
        const string changed = "rotation-range, width-shift-range, horizontal-flip, vertical-flip, brightness-range, fill-mode, "
            + "random-erasing-probability, rand-augment-operations";
        Assert.Equal(
            $"Preset: light, with {changed} changed.\nOptions: {wanted.Summary}\nSheet: {sheet}\n", output.ReplaceLineEndings("\n"));

        var help = TransferCommand.Run("augment", "--help").Output;
        Assert.All(AugmentationSettings.All, setting => Assert.Contains($"--{setting.Name} ", help, StringComparison.Ordinal));
    }

    [Fact]
    public void A_single_image_will_do_and_a_bad_one_is_named()
    {
        var image = _folder.Write("one.jpg", ImageFactory.Jpeg(80, 60));
        Assert.Equal(0, TransferCommand.Run("augment", image, "--out", _folder.File("one.png")).Code);
        _folder.Write("data/bad.jpg", "no image"u8);
        _folder.Write("data/good.jpg", ImageFactory.Jpeg(80, 60));
        var (code, _, error) = TransferCommand.Run("augment", _folder.File("data"), "--out", _folder.File("two.png"));
        Assert.Equal(3, code);
        var bad = Path.Combine(_folder.Path, "data", "bad.jpg");
        Assert.Equal($"Left out: {bad}: does not begin like an image; expected JPEG, PNG, WebP, BMP or GIF{Environment.NewLine}", error);
    }

    [Theory]
    [InlineData("There is no augmentation preset 'kears'; expected none, keras, light, standard or strong, "
        + "or settings such as keras;rotation-range=20.", "--augment", "kears")]
    [InlineData("RotationRange is -3; expected 0 or more, degrees.", "--rotation-range", "-3")]
    [InlineData($"ZoomRange is 0 to 2; {Zoom}", "--zoom-range", "1")]
    [InlineData($"ZoomRange is 0 to 1; {Zoom}", "--zoom-range", "0,1")]
    [InlineData("fill-mode is 'mirror'; expected nearest, reflect, wrap or constant.", "--fill-mode", "mirror")]
    [InlineData("brightness-range has no value; expected two numbers such as 0.7,1.3, or none.", "--brightness-range")]
    [InlineData("brightness-range is '0.5'; expected two numbers such as 0.7,1.3, or none.", "--brightness-range", "0.5")]
    [InlineData("There is no imaging library 'gdi'; expected skia or imagesharp.", "--imaging", "gdi")]
    [InlineData("The number of images is 0; expected 1 to 64.", "--images", "0")]
    [InlineData("The sheet has 0 views beside an image; expected 1 to 32.", "--views", "0")]
    public void A_bad_value_is_one_sentence_with_the_valid_choices(string sentence, params string[] args)
    {
        var data = DrawnImages.Folder(_folder, 1);
        var (code, _, error) = TransferCommand.Run(["augment", data, "--out", _folder.File("bad.png"), .. args]);
        TransferCommand.CheckFault(code, error);
        Assert.Equal((2, $"Error: {sentence}"), (code, error.ReplaceLineEndings("\n").Split('\n')[0]));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "bad.png")));
    }

    [Fact]
    public void No_sheet_is_written_when_no_image_can_be_read()
    {
        _folder.Write("data/bad.jpg", "no image"u8);
        var (code, _, error) = TransferCommand.Run("augment", _folder.File("data"), "--out", _folder.File("none.png"));
        var bad = Path.Combine(_folder.Path, "data", "bad.jpg");
        var sentence = $"No image can be read, so no sheet was written. The first of 1, '{bad}', "
            + "does not begin like an image; expected JPEG, PNG, WebP, BMP or GIF.";
        Assert.Equal((1, $"Error: {sentence}{Environment.NewLine}"), (code, error));
        Assert.False(File.Exists(Path.Combine(_folder.Path, "none.png")));
    }

    [Fact]
    public void A_folder_that_is_not_there_or_has_no_images_is_a_sentence()
    {
        var empty = Path.GetDirectoryName(_folder.File("empty", "x"))!;
        static string Error(string data) => TransferCommand.Run("augment", data).Error.TrimEnd();
        Assert.Equal("Error: There is no folder or image 'nowhere'. Give a folder of images, or an image.", Error("nowhere"));
        Assert.Equal(
            $"Error: '{empty}' has no images. Expected .jpg, .jpeg, .jpe, .jfif, .pjpeg, .png, .webp, .bmp or .gif files in it or "
            + "in its folders.",
            Error(empty));
    }
}
