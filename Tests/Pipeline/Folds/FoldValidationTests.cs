using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

public sealed class FoldValidationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;

    public FoldValidationTests() => _data = DrawnImages.Folder(_folder, 12, split: true);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("dense:16,relu,dropout:0.5")]
    [InlineData("dense:8,tanh")]
    [InlineData("linear")]
    public void Every_image_but_those_of_the_test_folder_validates_once_a_repeat(string layers)
    {
        File.WriteAllBytes(_folder.File("data", "test", "red", "0001.png"), DrawnImages.Png(1, 901, 48));
        File.WriteAllBytes(_folder.File("data", "test", "blue", "0001.png"), DrawnImages.Png(0, 902, 48));
        var result = TransferLearning.Train(Options("run", layers, new FoldOptions { Folds = 4, Repeats = 2 }));
        Assert.Equal(8, result.Folds!.Scores.Count);
        Assert.All(result.Folds.Scores, s => Assert.Equal((18, 6), (s.Train, s.Validation)));
        Assert.Equal(1, result.Folds.Mean, 0.05);
        var lines = File.ReadAllLines(result.Run.FoldScoresPath);
        Assert.Equal(9, lines.Length);
        Assert.Equal("repeat,fold,train,validation,best_epoch,val_loss,val_accuracy", lines[0]);
        using var json = JsonDocument.Parse(File.ReadAllText(result.Run.FoldSummaryPath));
        Assert.Equal(result.Folds.Mean, json.RootElement.GetProperty("mean").GetDouble(), 1e-12);
        Assert.Equal(2, json.RootElement.GetProperty("repeats").GetInt32());
        Assert.True(File.Exists(result.ModelPath));
    }

    [Fact]
    public void Runs_on_the_same_images_have_the_same_folds_whatever_they_train_and_whatever_validates()
    {
        var folds = new FoldOptions { Folds = 3, Repeats = 2 };
        var first = TransferLearning.Train(Options("first", "dense:16,relu", folds)).Folds!;
        Assert.Equal(first.Scores, TransferLearning.Train(Options("again", "dense:16,relu", folds)).Folds!.Scores);
        // The same images without folders of their own for training and validation.
        foreach (var part in new[] { "train", "validation" })
        {
            foreach (var name in new[] { "red", "blue" })
            {
                foreach (var file in Directory.EnumerateFiles(Path.Combine(_data, part, name)))
                {
                    File.Copy(file, _folder.File("flat", name, Path.GetFileName(file)));
                }
            }
        }

        var flat = TransferLearning.Train(Options("flat-run", "linear", folds) with { Data = _folder.File("flat") }).Folds!;
        Assert.Equal(first.Plan, flat.Plan);
        Assert.Equal(6, FoldDifference.Between(first, flat).Folds);
        var similar = TransferLearning.Train(Options("other", "linear", folds with { Folds = 4 })).Folds!;
        Assert.Throws<InvalidDataException>(() => FoldDifference.Between(first, similar));
    }

    [Fact]
    public void What_folds_do_not_go_with_is_refused()
    {
        var options = Options("run", "dense:16,relu", new FoldOptions { Folds = 4 });
        Assert.Empty(options.Validate());
        Assert.Equal(
            [
                "Folds are trained on the features of the images as they are; "
                + "leave out views, mixing and training from scratch, or the folds.",
            ],
            (options with { Views = new ViewOptions { Cached = 2 } }).Validate());
        var linear = options with { Folds = new FoldOptions(), Head = new HeadOptions { Layers = "linear" } };
        Assert.Single((linear with { Mixing = new MixingOptions { MixUp = 0.2 } }).Validate());
    }

    private TrainOptions Options(string run, string layers, FoldOptions folds) => new()
    {
        Data = _data,
        Run = _folder.File(run),
        Head = new HeadOptions { Layers = layers },
        Trainer = new TrainerOptions { Epochs = 20, LearningRate = 1e-2 },
        Folds = folds,
        Features = new FeatureOptions { Model = TinyModels.Create().Save(_folder), Preprocessing = "tf", Cache = _folder.File("cache") },
    };
}
