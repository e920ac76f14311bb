using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class TuneCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_table_has_the_chosen_one_and_says_what_to_take()
    {
        var (code, output, error) = Run();
        Assert.True(code == 0, error);
        var lines = output.Split(Environment.NewLine);
        Assert.Single(lines, line => line.StartsWith('>') && !line.StartsWith("> chosen", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("Take tiny at 20 px, ", StringComparison.Ordinal));
        Assert.Single(lines, line => line.StartsWith("On 10 validation images, which no choice has seen: ", StringComparison.Ordinal));
        Assert.Contains($"Run folder: {_folder.File("tuned", "best")}", lines);
    }

    [Fact]
    public void Json_has_every_configuration_and_the_choice()
    {
        var (code, output, error) = Run("--json", "--quiet", "--objective", "size");
        Assert.True(code == 0, error);
        using var json = JsonDocument.Parse(output);
        var root = json.RootElement;
        Assert.Equal(3, root.GetProperty("finalists").GetArrayLength() + root.GetProperty("leftOut").GetArrayLength());
        Assert.Equal("size", root.GetProperty("objective").GetString());
        Assert.Equal("tiny", Path.GetFileNameWithoutExtension(
            root.GetProperty("chosen").GetProperty("configuration").GetProperty("model").GetString()));
    }

    [Fact]
    public void The_printed_line_trains_the_same_again()
    {
        var (code, output, error) = Run();
        Assert.True(code == 0, error);
        const string beginning = "Train it again with: transfer ";
        var line = Assert.Single(output.Split(Environment.NewLine), l => l.StartsWith(beginning, StringComparison.Ordinal));
        var words = line[beginning.Length..].Split(' ');
        Assert.Equal(["--run", "best"], words[^2..]);
        (code, _, error) = TransferCommand.Run([.. words[..^1], _folder.File("again")]);
        Assert.True(code == 0, error);
        Assert.Equal(Weights(_folder.File("tuned", "best")), Weights(_folder.File("again")));

        static string? Weights(string run) => RunFolder.Open(run).ReadRecord().WeightsSha256;
    }

    [Fact]
    public void A_fine_tuned_choice_has_two_lines_with_what_differs_from_defaults()
    {
        var options = new TuneOptions
        {
            Data = "my photos",
            FineTuneEpochs = 5,
            Trainer = new TrainerOptions { Seed = 3 },
        };
        var configuration = new TuneConfiguration("lite0", 160, "conv9", Pooling.AverageMax, "linear", 0.5)
        {
            Unfreeze = "last:20%",
            LearningRate = 1e-4,
            Preprocessing = "caffe",
            Views = 2,
        };
        Assert.Equal(
        [
            "transfer train 'my photos' --model lite0 --preprocessing caffe --image-size 160 --cut conv9 --pool avg+max --head linear "
                + "--weight-decay 0.5 --views 2 --augment light --unfreeze none --seed 3 --run best",
            "transfer finetune best --unfreeze last:20% --learning-rate 0.0001 --epochs 5 --seed 3 --run best-finetuned",
        ], TuneCommandLines.Of(options, configuration));
    }

    [Theory]
    [InlineData("--learning-rates", "fast", "'fast' is no value of --learning-rates. Expected numbers or default with commas between.")]
    [InlineData("--learning-rates", "1e-4", "Learning rates and epochs are those of fine-tuning, and nothing is to be unfrozen.")]
    [InlineData("--tta", "-1", "The number of test-time views (--tta) is -1; expected 0 (none) to ")]
    [InlineData("--poolings", "avg,min", "'min' is no value of --poolings. Expected avg, max, avg+max or none, with commas between.")]
    [InlineData("--image-sizes", "20,large", "'20,large' is no value of --image-sizes. Expected numbers with commas between.")]
    [InlineData("--folds", "1", "There are 1 folds and 2 repeats; expected at least 2 and 1, such as 5 and 2.")]
    public void Values_that_make_no_sense_are_sentences(string option, string value, string sentence)
    {
        var (code, _, error) = TransferCommand.Run("tune", _folder.Path, option, value);
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith($"Error: {sentence}", error, StringComparison.Ordinal);
    }

    private (int Code, string Output, string Error) Run(params string[] more)
    {
        var photos = DrawnImages.Folder(_folder, perClass: 15, size: 20, split: true);
        var model = TinyModels.Create(size: 20, batch: "N").Save(_folder);
        BackboneFiles.Add(model, new BackboneFacts { Preprocessing = "std=255" });
        return TransferCommand.Run([
            "tune", photos, "--models", model, "--image-sizes", "20", "--heads", "linear", "--folds", "2",
            "--out", _folder.File("tuned"), "--cache", _folder.File("cache"), .. more]);
    }
}
