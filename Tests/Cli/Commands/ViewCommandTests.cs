using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class ViewCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public ViewCommandTests() => _data = DrawnImages.Folder(_folder, 9, split: true);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_prints_where_more_views_stop_paying_and_both_accuracies()
    {
        var (code, output, error) = Train(
            "--views", "3", "--tta", "2", "--augment", "light", "--rotation-range", "20", "--horizontal-flip", "false", "--mixup", "0.2");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains(
            "Views: 3 of each training image; 2 of each evaluated image; augmentation light: rotation-range=20;",
            output,
            StringComparison.Ordinal);
        Assert.Contains("Mixed features: MixUp, alpha 0.2.", output, StringComparison.Ordinal);
        Assert.Matches(@"training views  validation accuracy\s+1  \d\.\d{3} \(.*\)\s+2  \d\.\d{3} \(.*\)\s+3  \d\.\d{3} \(", output);
        Assert.Matches(@"test views  validation accuracy\s+without  \d\.\d{3} \(.*\)\s+1  .*\s+2  .*\s+difference  ", output);
        var options = RunFolder.Open(_folder.File("run")).ReadRecord().Options;
        Assert.Equal("light;rotation-range=20;horizontal-flip=false", options.Views.Augmentation);
        Assert.Equal(
            AugmentationOptions.Preset("light") with { RotationRange = 20, HorizontalFlip = false },
            AugmentationOptions.Parse(options.Views.Augmentation));
    }

    [Theory]
    [InlineData("train")]
    [InlineData("finetune")]
    public void Every_setting_is_an_option(string command)
    {
        var help = TransferCommand.Run(command, "--help").Output;
        Assert.All(AugmentationSettings.All, setting => Assert.Contains($"--{setting.Name} ", help, StringComparison.Ordinal));
    }

    [Fact]
    public void Finetune_and_predict_average_too()
    {
        Assert.Equal(0, Train().Code);
        var (code, output, error) = TransferCommand.Run(
            "finetune", _folder.File("run"), "--unfreeze", "conv2", "--run", _folder.File("tuned"), "--epochs", "1",
            "--tta", "1", "--zoom-range", "0.2", "--cutmix", "1");
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("augmentation light: ", output, StringComparison.Ordinal);
        Assert.Contains("Mixed features: CutMix, alpha 1.", output, StringComparison.Ordinal);
        Assert.Contains("Averaged over the validation image itself and its views:", output, StringComparison.Ordinal);
        Assert.DoesNotContain("training views", output, StringComparison.Ordinal);

        var predicted = TransferCommand.Run(
            "predict", _folder.File("tuned", "model.onnx"), Path.Combine(_data, "validation"), "--tta", "2", "--augment", "light");
        Assert.Equal(0, predicted.Code);
        Assert.Contains("accuracy is", predicted.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--rotation-range was given without --views.", "--rotation-range", "20")]
    [InlineData("RotationRange is -3; expected 0 or more, degrees.", "--views", "2", "--rotation-range", "-3")]
    [InlineData("fill-mode is 'mirror'; expected nearest, reflect, wrap or constant.", "--tta", "2", "--fill-mode", "mirror")]
    [InlineData("brightness-range has no value; expected two numbers such as 0.7,1.3, or none.", "--views", "2", "--brightness-range")]
    [InlineData("ZoomRange is 0 to 2; expected two numbers above 0", "--views", "2", "--zoom-range", "1")]
    [InlineData(
        "There is no augmentation preset 'kears'; expected none, keras, light, standard or strong",
        "--views", "2", "--augment", "kears")]
    [InlineData("The number of views is -1; expected 0 (none) to 1000, or fresh.", "--views", "-1")]
    [InlineData("The number of test-time views (--tta) is -1; expected 0 (none) to 1000.", "--tta", "-1")]
    [InlineData("The alpha of MixUp is -0.1; expected 0 (none) or more, such as 0.2.", "--mixup", "-0.1")]
    [InlineData("CutMix cuts rectangles out of maps, and the features here, [16], have no height and width.", "--cutmix", "1")]
    [InlineData("There is no imaging library 'gdi'; expected skia or imagesharp.", "--imaging", "gdi")]
    public void A_bad_value_is_one_sentence_with_the_valid_choices(string sentence, params string[] args)
    {
        var (code, _, error) = Train(args);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_second_decoder_is_chosen_by_its_name_and_stands_in_the_run()
    {
        var (code, _, error) = Train("--imaging", "imagesharp");
        Assert.Equal((0, ""), (code, error));
        var record = RunFolder.Open(_folder.File("run")).ReadRecord();
        Assert.Equal(Imaging.ImageSharp, record.Options.Features.Imaging);
        Assert.Equal(ImagingLibrary.FormatVersion(Imaging.ImageSharp), record.Versions["loader"]);
    }

    private (int Code, string Output, string Error) Train(params string[] args) => TransferCommand.Run(
    [
        "train", _data, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--run", _folder.File("run"),
        "--cache", _folder.File("cache"), "--epochs", "3", "--learning-rate", "1e-3", .. args,
    ]);
}
