using System.Globalization;
using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class PredictCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _data;
    private readonly string _run;

    public PredictCommandTests()
    {
        (_data, _run) = (DrawnImages.Folder(_folder, 20, split: true), _folder.File("run"));
        var (code, _, error) = TransferCommand.Run(
            "train", _data, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--run", _run, "--epochs", "3",
            "--cache", _folder.File("cache"), "--output-activation", "softmax");
        Assert.True(code == 0, error);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_run_predicts_as_its_file_does() => Assert.Equal(
        TransferCommand.RunStreams("predict", Path.Combine(_run, "model.onnx"), _data), TransferCommand.RunStreams("predict", _run, _data));

    [Fact]
    public void A_run_without_a_file_names_the_command_that_writes_it()
    {
        File.Delete(Path.Combine(_run, "model.onnx"));
        var (code, _, error) = TransferCommand.RunStreams("predict", _run, _data);
        TransferCommand.CheckFault(code, error);
        Assert.Contains($"has no model.onnx: export the run (transfer export {_run})", error, StringComparison.Ordinal);
    }

    [Fact]
    public void The_best_classes_are_shown_in_text_JSON_and_CSV()
    {
        var file = Directory.GetFiles(Path.Combine(_data, "train", "blue")).Order(StringComparer.Ordinal).First();
        var text = TransferCommand.RunStreams("predict", _run, file, "--top", "9").Output.TrimEnd();
        Assert.Matches($@"^{file}  blue  0\.\d{{4}}, red  0\.\d{{4}}$", text);
        using var json = JsonDocument.Parse(TransferCommand.RunStreams("predict", _run, file, "--json", "--top", "1").Output);
        Assert.Equal(["blue"], json.RootElement.GetProperty("probabilities").EnumerateObject().Select(p => p.Name));
        var csv = Csv(TransferCommand.RunStreams("predict", _run, _data, "--csv", "--top", "2").Output);
        Assert.Equal(["path", "class_1", "probability_1", "class_2", "probability_2"], csv[0]);
        Assert.Equal(41, csv.Count);
        Assert.All(csv.Skip(1), row => Assert.Equal(
            1, double.Parse(row[2], CultureInfo.InvariantCulture) + double.Parse(row[4], CultureInfo.InvariantCulture), 1e-5));
        Assert.Equal(["path", "class", "probability"], Csv(TransferCommand.RunStreams("predict", _run, file, "--csv").Output)[0]);
    }

    [Fact]
    public void A_minus_reads_names_from_standard_input()
    {
        var files = Directory.GetFiles(_data, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).Take(3).ToArray();
        var (before, expected) = (Console.In, TransferCommand.RunStreams(["predict", _run, .. files]));
        try
        {
            Console.SetIn(new StringReader($"{string.Join('\n', files)}\n\n"));
            Assert.Equal(expected, TransferCommand.RunStreams("predict", _run, "-"));
        }
        finally
        {
            Console.SetIn(before);
        }
    }

    [Fact]
    public void A_folder_and_its_files_one_by_one_give_the_same()
    {
        var whole = Read(TransferCommand.RunStreams("predict", _run, _data, "--json").Output);
        Assert.Equal(40, whole.Count);
        foreach (var (path, probability) in whole.Where((_, i) => i % 9 == 0))
        {
            Assert.Equal(probability, Read(TransferCommand.RunStreams("predict", _run, path, "--json").Output)[path], 1e-5);
        }
    }

    private List<string[]> Csv(string text)
    {
        File.WriteAllText(_folder.File("predictions.csv"), text);
        return CsvText.Read(_folder.File("predictions.csv"));
    }

    private static Dictionary<string, double> Read(string lines) => lines.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(line => JsonDocument.Parse(line).RootElement)
        .ToDictionary(o => o.GetProperty("path").GetString()!, o => o.GetProperty("probability").GetDouble());
}
