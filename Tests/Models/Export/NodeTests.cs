using System.Text.Json;
using Transfer.Tests.Docs;
using Transfer.Tests.Support;

namespace Transfer.Tests.Models;

/// <summary>Exported files in onnxruntime-node, with images that sharp decodes.</summary>
public sealed class NodeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_file_is_verified_as_the_documents_show_it()
    {
        var run = Train();
        var script = MarkdownPage.Read("docs/model-file.md").Blocks.Single(b => b.Language == "js").Lines;
        var (code, output) = NodePackages.Run(_folder, string.Join('\n', script), Path.Combine(run, "model.onnx"));
        Assert.True(code == 0, output);
        Assert.StartsWith("The largest difference is ", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Photographs_have_the_labels_of_predict() => RequireSame(PhotographRuns.Bundled, 20);

    /// <summary>200 photographs each, in minutes; run it with <c>-explicit on</c>.</summary>
    [Theory(Explicit = true)]
    [MemberData(nameof(PhotographRuns.Networks), MemberType = typeof(PhotographRuns))]
    public void Photographs_have_the_labels_of_predict_with_every_network(string network) => RequireSame(network, 200);

    private void RequireSame(string network, int count)
    {
        var (run, files) = PhotographRuns.Train(_folder, network, count);
        var model = Path.Combine(run, "model.onnx");
        var script = File.ReadAllText(Path.Combine(Repository.Root, "Tests", "Node", "predict.mjs"));
        var (code, output) = NodePackages.Run(_folder, script, [model, .. files]);
        Assert.True(code == 0, output);
        PhotographAgreement.Require(model, files, [.. output.TrimEnd().Split('\n').Select(line => JsonElement.Parse(line)).Select(json => (
            json.GetProperty("label").GetString()!,
            json.GetProperty("probabilities").EnumerateArray().Select(p => p.GetSingle()).ToArray()))]);
    }

    private string Train()
    {
        var run = _folder.File("run");
        var (code, _, error) = TransferCommand.Run(
            "train", DrawnImages.Folder(_folder, 20, split: true), "--run", run, "--cache", _folder.File("cache"), "--epochs", "2",
            "--head", "dense:8,relu", "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--image-size", "32");
        Assert.True(code == 0, error);
        return run;
    }
}
