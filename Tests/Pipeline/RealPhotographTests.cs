using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>The claims of the README on real weights and real photographs, made by the program as its user runs it.</summary>
public sealed class RealPhotographTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0.985, 3000, null)]
    [InlineData(0.92, 600, "vgg16.onnx", "--preprocessing", "caffe", "--image-size", "150")]
    [InlineData(0.92, 600, "squeezenet1.1-9.onnx", "--preprocessing", "caffe")]
    public void Cats_and_dogs_are_told_apart(double expected, int images, string? model, params string[] options) =>
        Check(expected, images, model, options);

    /// <summary>The figures of the README, in two minutes; run it with <c>-explicit on</c>.</summary>
    [Theory(Explicit = true)]
    [InlineData(0.96, "vgg16.onnx", "--preprocessing", "caffe", "--image-size", "150")]
    [InlineData(0.96, "squeezenet1.1-9.onnx", "--preprocessing", "caffe")]
    public void All_cats_and_dogs_are_told_apart(double expected, string? model, params string[] options) =>
        Check(expected, 3000, model, options);

    private void Check(double expected, int images, string? model, string[] options)
    {
        var data = Photographs(images);
        string[] args =
        [
            "train", data, .. model is null ? Array.Empty<string>() : ["--model", Repository.Shared("models", model)], .. options,
            "--cache", _folder.File("cache"), "--run", Path.Combine(_folder.Path, "run"),
        ];
        var first = TransferCommand.Run(args);
        Assert.Equal((0, ""), (first.Code, first.Error));
        var accuracy = Find(first.Output, @"Validation accuracy: ([\d.]+) ");
        Assert.True(accuracy >= expected, first.Output);
        Assert.Contains($"Features: {images:N0} extracted, 0 from the cache.", first.Output, StringComparison.Ordinal);
        if (model == "vgg16.onnx")
        {
            Assert.Contains("features [512,4,4]", first.Output, StringComparison.Ordinal);
        }

        var second = TransferCommand.Run([.. args, "--overwrite"]);
        Assert.Contains($"Features: all {images:N0} from the cache; nothing was decoded, the base did not run.", second.Output,
            StringComparison.Ordinal);
        Assert.Equal(accuracy, Find(second.Output, @"Validation accuracy: ([\d.]+) "));

        RequireDecodedImagesToGiveTheSame(Path.Combine(_folder.Path, "run", "model.onnx"), Path.Combine(data, "validation", "cats"));
        var predicted = TransferCommand.Run("predict", Path.Combine(_folder.Path, "run", "model.onnx"), Path.Combine(data, "validation"));
        Assert.Equal(accuracy, Find(predicted.Output, @"accuracy is ([\d.]+) "));
    }

    /// <summary>Takes a minute; run it with <c>-explicit on</c>.</summary>
    [Fact(Explicit = true)]
    public void A_network_of_channels_last_tells_them_apart_as_its_twin_does()
    {
        var model = ModelReader.Read(Repository.Shared("models", "squeezenet1.1-9.onnx"));
        var (code, output, error) = TransferCommand.Run(
            "train", Repository.Shared("data", "cats-vs-dogs"), "--model", ChannelsLast.Of(model).Save(_folder, "twin.onnx"),
            "--preprocessing", "caffe", "--cache", _folder.File("cache"), "--run", Path.Combine(_folder.Path, "run"));
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("features [512,13,13] pooled to [512]", output, StringComparison.Ordinal);
        Assert.True(Find(output, @"Validation accuracy: ([\d.]+) ") >= 0.96, output);
        TestContext.Current.TestOutputHelper?.WriteLine(output);
    }

    /// <summary>The same share of each split and class of all 3,000.</summary>
    private string Photographs(int images)
    {
        var all = Repository.Shared("data", "cats-vs-dogs");
        if (images == 3000)
        {
            return all;
        }

        foreach (var folder in Directory.GetDirectories(all, "*", SearchOption.AllDirectories).Where(f => Directory.GetFiles(f).Length > 0))
        {
            var files = Directory.GetFiles(folder).Order(StringComparer.Ordinal).ToList();
            var target = Directory.CreateDirectory(_folder.File(Path.Combine("data", Path.GetRelativePath(all, folder)))).FullName;
            files.Take(files.Count * images / 3000).ToList().ForEach(f => File.Copy(f, Path.Combine(target, Path.GetFileName(f))));
        }

        return _folder.File("data");
    }

    /// <summary>Any other program that decodes a photograph gets the answer of <c>predict</c>, to a thousandth.</summary>
    private static void RequireDecodedImagesToGiveTheSame(string model, string folder)
    {
        using var session = new InferenceSession(model);
        using var classifier = ImageClassifier.Load(model);
        using var options = new RunOptions();
        foreach (var expected in classifier.Predict(Directory.GetFiles(folder).Order(StringComparer.Ordinal).Take(10)))
        {
            using var bitmap = SKBitmap.Decode(expected.Path);
            byte[] rgb = [.. bitmap.Pixels.SelectMany(pixel => new[] { pixel.Red, pixel.Green, pixel.Blue })];
            using var input = OrtValue.CreateTensorValueFromMemory(
                OrtMemoryInfo.DefaultInstance, rgb.AsMemory(), [1, bitmap.Height, bitmap.Width, 3]);
            using var outputs = session.Run(options, ["image"], [input], ["probabilities", "label"]);
            Assert.Equal(expected.Class, outputs[1].GetStringTensorAsArray()[0]);
            Assert.All(expected.Probabilities.Values.Zip(outputs[0].GetTensorDataAsSpan<float>().ToArray()),
                pair => Assert.Equal(pair.First, pair.Second, 1e-3));
        }
    }

    private static double Find(string output, string pattern) =>
        double.Parse(Regex.Match(output, pattern).Groups[1].Value, CultureInfo.InvariantCulture);
}
