using System.Net;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline.Tuning;

public sealed class TuneTests : IDisposable
{
    private const int PerClass = 15;
    private const int Size = 20;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_most_accurate_is_chosen_measured_once_more_and_trained()
    {
        var result = TransferLearning.Tune(Options());
        Assert.Equal(6, result.Finalists.Count + result.LeftOut.Count);
        Assert.Equal(result.Finalists.OrderByDescending(f => f.Accuracy).ThenBy(f => f.Loss), result.Finalists);
        Assert.Equal(result.Finalists[0], result.Chosen);
        Assert.All(result.Finalists, f => Assert.Equal(4, f.Folds));
        Assert.True(result.Chosen.Low <= result.Chosen.Accuracy && result.Chosen.Accuracy <= result.Chosen.High);
        Assert.Equal((20, 10), (result.Images, result.HeldOutImages));
        Assert.InRange(result.HeldOut, 0.9, 1);
        Assert.Contains(result.Finalists, f => f.IsOnFront);
        Assert.StartsWith($"Take {result.Chosen.Configuration}: ", result.Advice, StringComparison.Ordinal);
        var record = RunFolder.Open(result.RunPath!).ReadRecord();
        Assert.Equal(
            (result.Chosen.Configuration.Pooling, result.Chosen.Configuration.Head, Size),
            (record.Options.Features.Pooling, record.Options.Head.Layers, record.ImageSize));
        Assert.Equal(7, File.ReadAllLines(Path.Combine(result.Folder, "tuning.csv")).Length);
        Assert.True(new FileInfo(Path.Combine(result.Folder, "report-tuning.png")).Length > 0);
        Assert.Contains(WebUtility.HtmlEncode(result.Advice), File.ReadAllText(Path.Combine(result.Folder, "tune.html")),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_tournament_goes_on_to_the_same_end()
    {
        var (options, stopped) = (Options() with { Output = _folder.File("stopped") }, 0);
        using var cancellation = new CancellationTokenSource();
        var progress = new Heard(update =>
        {
            if (update.Stage == "Tournament" && update.Total > 0 && ++stopped == 3)
            {
                cancellation.Cancel();
            }
        });
        Assert.ThrowsAny<OperationCanceledException>(() => TransferLearning.Tune(options, progress, cancellation: cancellation.Token));
        var before = Heads(options);
        Assert.Equal(3, before.Length);
        var kept = before.ToDictionary(file => file, File.ReadAllText);

        var resumed = TransferLearning.Tune(options);
        Assert.All(kept, file => Assert.StartsWith(file.Value, File.ReadAllText(file.Key), StringComparison.Ordinal));
        var whole = TransferLearning.Tune(Options());
        Assert.Equal(whole.Finalists.Select(Figures), resumed.Finalists.Select(Figures));
        Assert.Equal((whole.HeldOut, whole.Chosen.Configuration), (resumed.HeldOut, resumed.Chosen.Configuration));
    }

    [Fact]
    public void Validation_images_have_no_say_in_the_choice()
    {
        var options = Options();
        var expected = TransferLearning.Tune(options);
        var validation = Path.Combine(options.Data, "validation");
        Directory.Move(Path.Combine(validation, "blue"), Path.Combine(validation, "other"));
        Directory.Move(Path.Combine(validation, "red"), Path.Combine(validation, "blue"));
        Directory.Move(Path.Combine(validation, "other"), Path.Combine(validation, "red"));
        var result = TransferLearning.Tune(options with { Output = _folder.File("exchanged") });
        Assert.Equal(expected.Finalists.Select(Figures), result.Finalists.Select(Figures));
        Assert.Equal(expected.Chosen.Configuration, result.Chosen.Configuration);
        Assert.Equal(1 - expected.HeldOut, result.HeldOut, 1e-9);
    }

    [Fact]
    public void Heads_are_trained_on_views_and_measured_on_images()
    {
        var options = Options() with { Views = [0, 2], Poolings = [Pooling.Max], Heads = ["linear"], IsExhaustive = true };
        var result = TransferLearning.Tune(options);
        Assert.Equal([0, 2], result.Finalists.Select(f => f.Configuration.Views).Order());
        Assert.All(result.Finalists, f => Assert.InRange(f.Accuracy, 0.9, 1));
        Assert.NotEqual(result.Finalists[0].Loss, result.Finalists[1].Loss);
        var without = TransferLearning.Tune(options with { Views = [0], Output = _folder.File("without") });
        Assert.Equal(without.Finalists[0].Loss, result.Finalists.Single(f => f.Configuration.Views == 0).Loss);
    }

    [Fact]
    public void Where_the_time_is_up_what_is_known_decides()
    {
        var result = TransferLearning.Tune(Options() with { Minutes = 1e-9 });
        Assert.True(result.IsCutShort);
        Assert.Equal(Options().Heads[0], Assert.Single(result.Finalists).Configuration.Head);
    }

    [Fact]
    public void A_network_that_cannot_be_used_is_left_out_with_a_sentence()
    {
        var said = new SaidSentences();
        var options = Options();
        var result = TransferLearning.Tune(options with { Models = [.. options.Models, "missing.onnx"], Configurations = 2 }, said);
        Assert.Equal(2, result.Finalists.Count + result.LeftOut.Count);
        Assert.Contains("missing.onnx", said.Beginning("Left out: missing.onnx: "), StringComparison.Ordinal);
        Assert.StartsWith("None of the networks can be used. missing.onnx: ", Assert.Throws<InvalidDataException>(
            () => TransferLearning.Tune(options with { Models = ["missing.onnx"] })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_neither_data_nor_the_folder_of_results()
    {
        var file = _folder.Write("file.csv", "path,label"u8.ToArray());
        Assert.Equal(
            [$"'{file}' is a file, and a tournament compares what networks make of images. Give a folder of images."],
            (Options() with { Data = file }).Validate());
        var fault = Assert.Throws<IOException>(() => TransferLearning.Tune(Options() with { Output = file })).Message;
        Assert.StartsWith($"The folder '{file}' of the tournament cannot be made: ", fault, StringComparison.Ordinal);
        Assert.EndsWith(". Give another one.", fault, StringComparison.Ordinal);
    }

    [Fact]
    public void All_faults_of_options_are_reported()
    {
        var faults = (Options() with
        {
            Folds = 1,
            Minutes = 0,
            Configurations = 0,
            Poolings = [],
            Features = new FeatureOptions { Cut = "conv2" },
        }).Validate().ToList();
        Assert.Equal(
        [
            "There are 1 folds and 2 repeats; expected at least 2 and 1, such as 5 and 2.",
            "The number of configurations is 0; expected 1 or more.",
            "The number of minutes is 0; expected a number above 0, such as 5.",
            "There is no pooling, head, weight decay or number of views to try; expected at least one of each.",
            "The options have a cut, and a tournament tries several. Give a list.",
        ], faults);
    }

    private static (TuneConfiguration, int, double, double) Figures(TunedConfiguration row) =>
        (row.Configuration, row.Folds, row.Accuracy, row.Loss);

    private static string[] Heads(TuneOptions options) => Directory.GetFiles(Path.Combine(options.Output!, "heads"));

    private TuneOptions Options()
    {
        var model = _folder.File("tiny.onnx");
        if (!File.Exists(model))
        {
            DrawnImages.Folder(_folder, PerClass, Size, split: true);
            TinyModels.Create(size: Size, batch: "N").Save(_folder);
            BackboneFiles.Add(model, new BackboneFacts { Preprocessing = "std=255" });
        }

        return new TuneOptions
        {
            Data = _folder.File("data"),
            Models = [model],
            ImageSizes = [Size],
            Heads = ["dense:8,relu", "linear"],
            WeightDecays = [0],
            Folds = 2,
            Features = new FeatureOptions { Cache = _folder.File("cache") },
            Trainer = new TrainerOptions { Epochs = 3, LearningRate = 0.01 },
            Output = _folder.File("tuned"),
        };
    }

    private sealed class Heard(Action<ProgressUpdate> hear) : IProgress<ProgressUpdate>
    {
        public void Report(ProgressUpdate value) => hear(value);
    }
}
