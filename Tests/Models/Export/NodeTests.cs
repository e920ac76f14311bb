using System.Text.Json;
using Transfer.Tests.Docs;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>Exported files in onnxruntime-node, with images that sharp decodes.</summary>
public sealed class NodeTests : IDisposable
{
    // Another decoder, another version of ONNX Runtime.
    private const double Tolerance = 1e-3;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_verified_as_the_documents_show_it()
    {
        var run = Train(DrawnImages.Folder(_folder, 20, split: true), "--epochs", "2", "--head", "dense:8,relu");
        var script = MarkdownPage.Read("docs/model-file.md").Blocks.Single(b => b.Language == "js").Lines;
        var (code, output) = NodePackages.Run(_folder, string.Join('\n', script), Path.Combine(run, "model.onnx"));
        Assert.True(code == 0, output);
        Assert.StartsWith("The largest difference is ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Photographs_have_the_labels_of_predict() => RequireSame(Train(Repository.Shared("data", "cats-vs-dogs")), 20);

    /// <summary>The networks of the README and 200 photographs each, in minutes; run it with <c>-explicit on</c>.</summary>
    [Theory(Explicit = true)]
    [InlineData(null)]
    [InlineData("vgg16.onnx", "--preprocessing", "caffe", "--image-size", "150")]
    [InlineData("squeezenet1.1-9.onnx", "--preprocessing", "caffe")]
    [InlineData(ResNetPackage.Name, "--preprocessing", "caffe")]
    [InlineData("fine-tuned")]
    public void Photographs_have_the_labels_of_predict_with_every_network(string? model, params string[] options)
    {
        string[] own = model switch
        {
            null => [],
            "fine-tuned" => ["--unfreeze", "last:10%"],
            ResNetPackage.Name => ["--model", ResNetPackage.Extract(_folder)],
            _ => ["--model", Repository.Shared("models", model)],
        };
        var run = Train(Repository.Shared("data", "cats-vs-dogs"), [.. own, .. options]);
        RequireSame(model == "fine-tuned" ? run + "-finetuned" : run, 200);
    }

    private string Train(string data, params string[] options)
    {
        var run = _folder.File("run");
        string[] network = options.Contains("--epochs")
            ? ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--image-size", "32"] : [];
        var (code, _, error) = TransferCommand.Run(["train", data, "--run", run, "--cache", _folder.File("cache"), .. network, .. options]);
        Assert.True(code == 0, error);
        return run;
    }

    private void RequireSame(string run, int count)
    {
        var (model, data) = (Path.Combine(run, "model.onnx"), Repository.Shared("data", "cats-vs-dogs", "validation"));
        string[] files = [.. Directory.GetDirectories(data).SelectMany(
            f => Directory.GetFiles(f).Order(StringComparer.Ordinal).Take(count / 2))];
        var script = File.ReadAllText(Path.Combine(Repository.Root, "Tests", "Node", "predict.mjs"));
        var (code, output) = NodePackages.Run(_folder, script, [model, .. files]);
        Assert.True(code == 0, output);
        using var classifier = ImageClassifier.Load(model);
        var answers = output.TrimEnd().Split('\n');
        Assert.Equal(files.Length, answers.Length);
        var largest = 0.0;
        foreach (var (answer, expected) in answers.Zip(classifier.Predict(files)))
        {
            var json = JsonElement.Parse(answer);
            Assert.Equal(expected.Class, json.GetProperty("label").GetString());
            var probabilities = json.GetProperty("probabilities").EnumerateArray().Select(p => p.GetDouble());
            largest = probabilities.Zip(expected.Probabilities.Values, (a, b) => Math.Abs(a - b)).Append(largest).Max();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{files.Length} labels are the same, the largest difference is {largest:G2}.");
        Assert.InRange(largest, 0, Tolerance);
    }
}
