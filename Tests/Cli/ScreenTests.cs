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

    [Fact]
    public void Tables_of_long_names_fit_80_columns()
    {
        string[] names = ["n02085620-Chihuahua-with-short-hair", "n02085620-Chihuahua-with-long-hair", "日本テリア犬の写真をたくさん集めたもの", "b"];
        var data = Classes(names, train: 4, validation: 2);
        var (run, tuned) = (_folder.File("run"), _folder.File("tuned"));
        string[] model = ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache")];
        CheckTables("train-80", ["train", data, .. model, "--run", run, "--epochs", "10", "--learning-rate", "0.01"]);
        CheckTables("evaluate-80", "evaluate", run, "--split", "validation");
        CheckTables("finetune-80", "finetune", run, "--unfreeze", "conv2", "--run", tuned, "--epochs", "2");
        CheckTables("compare-80", "compare", run, tuned);
        CheckTables("extract-80", ["extract", data, .. model, "--pool", "max", "--outcomes", _folder.File("outcomes.csv")]);
        CheckTables("cache-stats-80", "cache", "stats", "--cache", _folder.File("cache"));
        CheckTables("models-inspect-80", "models", "inspect", model[1]);
        // Which networks are on this machine differs.
        AssertTablesFit(TransferCommand.RunStreams(80, ["models", "list"]).Output.ReplaceLineEndings("\n").Split('\n'));
    }

    [Fact]
    public void Very_many_classes_are_left_to_the_report()
    {
        var data = Classes([.. Enumerable.Range(0, 26).Select(i => $"class-{i:D2}")], train: 1, validation: 1);
        var run = _folder.File("run");
        string[] model = ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache")];
        Assert.Equal(0, TransferCommand.RunStreams(["train", data, .. model, "--run", run, "--epochs", "1"]).Code);
        CheckTables("evaluate-many-classes-80", "evaluate", run, "--split", "validation");
    }

    private string Classes(string[] names, int train, int validation)
    {
        foreach (var (label, name) in names.Index())
        {
            for (var i = 0; i < train + validation; i++)
            {
                var split = i < train ? "train" : "validation";
                _folder.Write($"data/{split}/{name}/{i}.png", DrawnImages.Png(label % 2, i + (label * 100), 48));
            }
        }

        return _folder.File("data");
    }

    private void CheckTables(string name, params string[] arguments) =>
        AssertTablesFit(Screen.Check(name, _folder.Path, 80, arguments));

    /// <summary>Every line with columns, which are two blanks apart, fits; sentences may be longer.</summary>
    private static void AssertTablesFit(string[] lines) => Assert.All(
        lines.Where(line => line.TrimStart().Contains("  ", StringComparison.Ordinal) || line.Contains('─')),
        line => Assert.True(TextWidth.Of(line) <= 80, line));

    private void Check(string name, params string[] arguments) => Screen.Check(name, _folder.Path, arguments);
}
