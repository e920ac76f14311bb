using Transfer.Tests.Support;

namespace Transfer.Tests.Pipeline;

/// <summary>Any name of a folder is the name of a class.</summary>
public sealed class ClassNameTests : IDisposable
{
    // An é as one character and as two, a blank at the end, what spreadsheets and terminals run, and a line break.
    private static readonly string[] Names =
        ["-1", "=1+1", "a\u001B[31mb", "cafe\u0301", "caf\u00E9", "comma, \"quotes\"", "dogs", "dogs ", "two\nlines"];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Odd_names_work_through_train_report_compare_export_and_predict()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || OperatingSystem.IsMacOS(), "Other systems change such names.");
        foreach (var (index, name) in Names.Index())
        {
            for (var i = 0; i < 3; i++)
            {
                _folder.Write($"data/{name}/={i}.png", DrawnImages.Png(index % 2, (10 * index) + i, 40));
            }
        }

        string[] model = ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache")];
        var (data, first, second) = (Path.Combine(_folder.Path, "data"), _folder.File("first"), _folder.File("second"));
        var trained = Run(["train", data, .. model, "--epochs", "1", "--run", first]);
        Assert.Contains("Classes: " + string.Join(", ", Names.Select(n => $"{n} (train 2, validation 1)")) + ".", Hidden(trained),
            StringComparison.Ordinal);
        Run(["train", data, .. model, "--epochs", "2", "--run", second]);
        Run("evaluate", first, "--split", "validation");
        Run("compare", first, second);
        Run("report", first);
        Run("export", first);
        Assert.Equal(Names, RunFolder.Open(first).ReadRecord().Classes);
        using (var classifier = ImageClassifier.Load(Path.Combine(first, "model.onnx")))
        {
            Assert.Equal(Names, classifier.Classes);
        }

        var page = File.ReadAllText(Path.Combine(first, "report.html"));
        Assert.Contains(@"a\u001B[31mb", page, StringComparison.Ordinal);
        Assert.Contains(@"two\nlines", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001B', page);
        var lines = Run("predict", Path.Combine(first, "model.onnx"), Path.Combine(data, "two\nlines")).TrimEnd().Split('\n');
        Assert.All(lines[..3], line => Assert.Contains(@"/two\nlines/=", line, StringComparison.Ordinal));
    }

    /// <summary>The classes as they are, from a text in which they are visible.</summary>
    private static string Hidden(string text) => text.Replace(@"\n", "\n", StringComparison.Ordinal)
        .Replace(@"\u001B", "\u001B", StringComparison.Ordinal);

    private static string Run(params string[] arguments)
    {
        var (code, output, error) = TransferCommand.Run(arguments);
        Assert.True(code == 0, error);
        Assert.DoesNotContain('\u001B', output + error);
        return output;
    }
}
