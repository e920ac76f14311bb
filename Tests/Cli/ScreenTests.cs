using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>What the commands print, as files that read like the screen.</summary>
public sealed class ScreenTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void From_training_to_prediction()
    {
        var data = DrawnImages.Folder(_folder, 9, split: true);
        foreach (var (label, name) in new[] { "blue", "red" }.Index())
        {
            _folder.Write($"data/test/{name}/a.png", DrawnImages.Png(label, 100, size: 48));
        }

        var (run, tuned) = (_folder.File("run"), _folder.File("tuned"));
        string[] model = ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache")];
        Check("train", ["train", data, .. model, "--run", run, "--epochs", "10", "--learning-rate", "0.01"]);
        Check("evaluate", "evaluate", run);
        Check("finetune", "finetune", run, "--unfreeze", "conv2", "--run", tuned, "--epochs", "2");
        Check("predict", "predict", Path.Combine(tuned, "model.onnx"), Path.Combine(data, "test"));
        _folder.Write("data/test/red/b.png", "no image"u8);
        Check("extract", ["extract", Path.Combine(data, "test"), .. model, "--pool", "max", "--outcomes", _folder.File("outcomes.csv")]);
        Check("cache-stats", "cache", "stats", "--cache", _folder.File("cache"));
    }

    [Fact]
    public void Cut_points_of_a_model() => Check("models-inspect", "models", "inspect", TinyModels.Create().Save(_folder));

    private void Check(string name, params string[] arguments) => Screen.Check(name, _folder.Path, arguments);
}
