using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Transfer.Tests.Models;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Whole runs of networks whose images run one at a time.</summary>
public sealed class OneByOneRunTests : IDisposable
{
    private const int Size = 16;

    // More than are predicted with the whole device at once.
    private const int PerClass = 12;
    private const string Sentence = "computes one image at a time, since a batch of one is built into it.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_network_with_a_batch_of_one_inside_is_trained_fine_tuned_and_predicts()
    {
        var data = DrawnImages.Folder(_folder, PerClass, Size);
        var path = BatchOfOneTests.Create("a computed shape", "N").Save(_folder);
        var run = _folder.File("run");
        string[] train = ["train", data, "--model", path, "--preprocessing", "tf", "--run", run, "--epochs", "1",
            "--learning-rate", "1e-6"];
        string[] extract = ["extract", data, "--model", path, "--preprocessing", "tf", "--out", _folder.File("features.npy")];
        foreach (var command in new[] { train, extract })
        {
            var output = Run([.. command, "--cache", _folder.File("cache")]);
            Assert.Contains($"'tiny' {Sentence}", output, StringComparison.Ordinal);
        }

        AssertPredicts(Path.Combine(run, "model.onnx"), data);

        // What mixes images is above the cut.
        var tuned = FineTuning.Run(new FineTuneOptions
        {
            From = run,
            Unfreeze = "conv2",
            Run = _folder.File("tuned"),
            Trainer = new TrainerOptions { Epochs = 20, LearningRate = 1e-3 },
        });
        Assert.All(tuned.Blocks, b => Assert.True(b.RelativeChange > 0, b.Name));
        AssertPredicts(tuned.ModelPath, data);
        Assert.Contains("cannot be trained from random weights", Assert.Throws<NotSupportedException>(() => TransferLearning.Train(
            new TrainOptions
            {
                Data = data,
                Run = _folder.File("scratch"),
                FromScratch = ScratchNetwork.Backbone,
                Features = new FeatureOptions { Model = path, Preprocessing = "tf", Cache = _folder.File("cache") },
            })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_network_that_decides_by_the_image_is_trained_frozen_and_its_If_named_when_it_should_be_trained()
    {
        var data = DrawnImages.Folder(_folder, PerClass, Size);
        var path = BatchOfOneTests.Create("a decision", "N").Save(_folder);
        var (run, cache) = (_folder.File("run"), _folder.File("cache"));
        Run("train", data, "--model", path, "--preprocessing", "tf", "--run", run, "--epochs", "3", "--cache", cache);
        AssertPredicts(Path.Combine(run, "model.onnx"), data);

        string[] tune = ["finetune", run, "--run", _folder.File("tuned"), "--epochs", "1", "--cache", cache, "--unfreeze"];
        var (code, _, error) = TransferCommand.RunStreams([.. tune, "conv2"]);
        Assert.Equal(1, code);
        Assert.Contains("has operators above 'relu1' that cannot be trained: If (1).", error, StringComparison.Ordinal);
        Run([.. tune, "conv3"]);
        AssertPredicts(_folder.File("tuned/model.onnx"), data);
    }

    private static string Run(params string[] arguments)
    {
        var (code, output, error) = TransferCommand.Run(arguments);
        Assert.True(code == 0, error);
        return output;
    }

    /// <summary>The file takes one image, and says of many what it says of each.</summary>
    private static void AssertPredicts(string path, string data)
    {
        using (var session = new InferenceSession(path))
        {
            Assert.Equal([1, -1, -1, 3], session.InputMetadata["image"].Dimensions);
            Assert.All(session.OutputMetadata.Values, output => Assert.Equal(1, output.Dimensions[0]));
        }

        Assert.Contains($"'model.onnx' {Sentence}", Run("predict", path, data), StringComparison.Ordinal);
        using var classifier = ImageClassifier.Load(path);
        var together = classifier.Predict(data).ToList();
        Assert.Equal(2 * PerClass, together.Count);
        var alone = together.ConvertAll(p => classifier.Predict(p.Path).Single());
        Assert.All(together.Zip(alone), pair => Assert.Equal(
            pair.First.Probabilities.Values.First(), pair.Second.Probabilities.Values.First(), 1e-5));
        var different = together.Select(p => p.Probabilities.Values.First().ToString("F4", CultureInfo.InvariantCulture)).Distinct();
        Assert.True(different.Count() > 2);
    }
}
