using System.Text.Json;
using Microsoft.ML.Data;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>A photograph gives one answer, through every door.</summary>
public sealed class DoorTests : IDisposable
{
    private const double Tolerance = 0.02;
    private const int Trained = 20;
    private const int Asked = 30;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_a_path_a_stream_an_image_and_a_PNG_have_the_same_probabilities()
    {
        var model = Train();
        string[] files = [.. Photographs("validation").SelectMany(folder => folder.Take(Asked / 2))];
        string[] pngs = [.. files.Select((file, i) => _folder.Write($"{i}.png", Png(file)))];
        using var classifier = ImageClassifier.Load(model);
        var expected = classifier.Predict(pngs).ToArray();
        Same("ImageClassifier.Predict(path)", classifier.Predict(files));
        Same("ImageClassifier.Predict(MLImage), from a file", files.Select(file =>
        {
            using var image = MLImage.CreateFromFile(file);
            return classifier.Predict(image);
        }));
        Same("ImageClassifier.Predict(MLImage), from a stream", files.Select(file =>
        {
            using var stream = File.OpenRead(file);
            using var image = MLImage.CreateFromStream(stream);
            return classifier.Predict(image);
        }));
        Same("ImageClassifier.Predict(stream)", files.Select(file =>
        {
            using var stream = File.OpenRead(file);
            return classifier.Predict(stream);
        }));

        var lines = TransferCommand.Run(["predict", model, "--json", .. files]).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(files.Length, lines.Length);
        foreach (var (one, line) in expected.Zip(lines))
        {
            var printed = JsonDocument.Parse(line).RootElement;
            var probability = printed.GetProperty("probability").GetDouble();
            Assert.Equal(one.Probabilities[printed.GetProperty("class").GetString()!], probability, Tolerance);
        }

        void Same(string door, IEnumerable<Transfer.Pipeline.Prediction> predictions)
        {
            foreach (var (file, one, other) in files.Zip(expected, predictions))
            {
                Assert.Null(other.Error);
                var difference = one.Probabilities.Max(p => Math.Abs(p.Value - other.Probabilities[p.Key]));
                Assert.True(difference <= Tolerance, $"{door} of {file} differs by {difference:F4} from the PNG.");
            }
        }
    }

    [Fact]
    public void A_stream_that_is_no_image_has_an_error()
    {
        var run = DrawnImages.Folder(_folder, 6);
        using var classifier = ImageClassifier.Load(TransferLearning.Train(new TrainOptions
        {
            Data = run,
            Run = _folder.File("run"),
            FromScratch = ScratchNetwork.Small,
            Features = new FeatureOptions { ImageSize = 64, Cache = _folder.File("cache") },
            Trainer = new TrainerOptions { Epochs = 1 },
        }).ModelPath);
        var prediction = classifier.Predict(new MemoryStream("this is text"u8.ToArray()));
        Assert.StartsWith("does not begin like an image", prediction.Error, StringComparison.Ordinal);
        var png = Directory.EnumerateFiles(run, "*", SearchOption.AllDirectories).First();
        Assert.Equal(classifier.Predict(png).Single().Probabilities, classifier.Predict(File.OpenRead(png)).Probabilities);
    }

    private static IEnumerable<IEnumerable<string>> Photographs(string split) => new[] { "cats", "dogs" }.Select(name =>
        Directory.EnumerateFiles(Repository.Shared("data", "cats-vs-dogs", split, name), "*.jpg").Order(StringComparer.Ordinal));

    private static byte[] Png(string file)
    {
        using var bitmap = SKBitmap.Decode(file);
        using var png = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return png.ToArray();
    }

    private string Train()
    {
        foreach (var (name, files) in new[] { "cats", "dogs" }.Zip(Photographs("train")))
        {
            foreach (var file in files.Take(Trained))
            {
                File.Copy(file, _folder.File("data", name, Path.GetFileName(file)));
            }
        }

        return TransferLearning.Train(new TrainOptions
        {
            Data = _folder.File("data"),
            Run = Path.Combine(_folder.Path, "run"),
            Head = new HeadOptions { Layers = "linear" },
            Features = new FeatureOptions { Cache = _folder.File("cache") },
        }).ModelPath;
    }
}
