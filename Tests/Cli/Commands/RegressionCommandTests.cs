using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using SkiaSharp;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class RegressionCommandTests : IDisposable
{
    private const int Images = 60;

    private readonly TemporaryFolder _folder = new();
    private readonly double[] _brightness = new double[Images];

    public RegressionCommandTests()
    {
        for (var i = 0; i < Images; i++)
        {
            var random = new SeededRandom(4, i);
            _brightness[i] = random.Uniform(0.2, 0.8);
            File.WriteAllBytes(_folder.File("data", $"{i:D2}.png"), Grey(_brightness[i], random));
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void R2_is_the_same_in_five_units_on_the_terminal_in_the_report_in_the_exported_file_and_of_predict()
    {
        (string Name, double Factor, double Offset)[] units =
            [("years", 10, 0), ("fractions", 0.1, 0.4), ("grams", 1000, 0), ("kelvin", 20, 273.15), ("minus", -1e-4, 0)];
        var all = new List<double>();
        foreach (var (name, factor, offset) in units)
        {
            var targets = _brightness.Select(b => (factor * b) + offset).ToArray();
            var output = Train(name, targets);
            var terminal = R2(output, @"^Validation: r2 (\S+) \(\S+ to \S+\), where predicting the mean has 0 and mae \S+\.");
            all.Add(terminal);

            var run = RunFolder.Open(_folder.File(name));
            Assert.Equal(terminal, run.ReadEvaluation()["validation"]["r2"].Value, 0.0006);
            Assert.Equal(0, TransferCommand.Run("report", run.Path).Code);
            var page = File.ReadAllText(run.ReportPath);
            Assert.Equal(terminal, R2(page, @"validation r2\D*>(-?\d\.\d{3})<"), 0.0006);
            Assert.Contains("where predicting the mean has 0 and mae", page, StringComparison.Ordinal);

            // The exported file alone, in the order of the images.
            var predicted = TransferCommand.Run("predict", run.ModelPath, _folder.File("data"), "--json").Output
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonDocument.Parse(line).RootElement)
                .ToDictionary(e => Path.GetFileName(e.GetProperty("path").GetString()!), e => (float)e.GetProperty("values")
                    .GetProperty("y").GetDouble());
            var validation = File.ReadAllLines(run.PredictionsPath("validation")).Skip(1).Select(l => Path.GetFileName(l.Split(',')[0]));
            (float Output, float Target)[] pairs = [.. validation.Select(file =>
                (predicted[file], (float)targets[int.Parse(Path.GetFileNameWithoutExtension(file), CultureInfo.InvariantCulture)]))];
            var r2 = ValueMetrics.Compute([.. pairs.Select(p => p.Output)], [.. pairs.Select(p => p.Target)])[2];
            Assert.Equal(terminal, r2, 0.001);
        }

        Assert.InRange(all[0], 0.7, 1);
        Assert.All(all, r2 => Assert.Equal(all[0], r2, 0.03));
    }

    [Fact]
    public void A_model_that_is_no_better_than_the_mean_says_so()
    {
        var random = new SeededRandom(8);
        var output = Train("noise", [.. _brightness.Select(_ => 300 + random.Normal())], "--learning-rate", "0.3", "--epochs", "3");
        Assert.Matches(@"(?m)^Validation: r2 -\d+\.\d{3} \(.*\. The model is no better than the mean\. Intervals from .*\r?$", output);
        // The screen of evaluate has the same sentence.
        var (code, screen, _) = TransferCommand.Run("evaluate", _folder.File("noise"), "--split", "validation");
        Assert.Equal(0, code);
        Assert.Contains("The model is no better than the mean.", screen, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_ends_while_it_learns_says_what_to_do()
    {
        var targets = _brightness.Select(b => 1000 * b).ToArray();
        var output = Train("short", targets, "--learning-rate", "0.0001", "--epochs", "4");
        Assert.Contains(
            "Best epoch: 4 of 4, val_loss", output, StringComparison.Ordinal);
        Assert.Contains("It was still learning: the best epoch is among the last. Train longer with --epochs 8.", output,
            StringComparison.Ordinal);
        Assert.DoesNotContain("still learning", Train("auto", targets, "--epochs", "auto"), StringComparison.Ordinal);
        Assert.Null(RunFolder.Open(_folder.File("auto")).ReadRecord().Options.Trainer.Epochs);
        Assert.StartsWith("Error: 'many' is not a number of epochs. Expected a whole number such as 30, or auto.",
            TransferCommand.Run("train", _folder.File("data"), "--epochs", "many").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fine_tuning_goes_on_in_the_unit_of_the_targets()
    {
        double[][] units = [[.. _brightness.Select(b => 5 * b)], [.. _brightness.Select(b => (20 * b) + 273.15)]];
        double[] r2 = [.. units.Select((targets, i) =>
        {
            var start = R2(Train($"start{i}", targets), "^Validation: r2 (\\S+)");
            var (code, output, error) = TransferCommand.Run("finetune", _folder.File($"start{i}"), "--unfreeze", "conv2", "--run",
                _folder.File($"tuned{i}"), "--cache", _folder.File("cache"), "--epochs", "2");
            Assert.Equal((0, ""), (code, error));
            var tuned = R2(output, "^Validation: r2 (\\S+)");
            Assert.InRange(tuned, start - 0.05, 1);
            return tuned;
        })];
        Assert.Equal(r2[0], r2[1], 0.03);
    }

    [Fact]
    public void Training_from_scratch_begins_at_the_mean_of_the_targets()
    {
        var output = Train("scratch", [.. _brightness.Select(b => (20 * b) + 273.15)], "--from-scratch", "backbone", "--epochs", "1",
            "--learning-rate", "0.0001");
        Assert.InRange(R2(output, "^Validation: r2 (\\S+)"), -1.5, 1);
    }

    [Theory]
    [InlineData("1e38", "regression", "The target 'y' of '", "is 1E+38; expected a number from -1E+37 to 1E+37. Correct it,")]
    [InlineData("1e39", "regression", "Line 4 of '",
        "has '1e39' in the column 'y'; expected a number that float32 holds, up to 3.4E+38. Take a larger unit.")]
    [InlineData("-3", "exponential", "The target 'y' of '", "is -3; expected 0 or more, since an exponential output is above 0.")]
    public void Targets_that_cannot_be_learnt_are_named(string target, string kind, string begin, string end)
    {
        File.WriteAllLines(_folder.File("bad.csv"), ["path,y", "00.png,1", "01.png,2", $"02.png,{target}", "03.png,4"]);
        var (code, _, error) = TransferCommand.Run(["train", _folder.File("data"), "--targets", _folder.File("bad.csv"), "--run",
            _folder.File("bad"), .. kind == "exponential" ? new[] { "--output-activation", kind } : []]);
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith($"Error: {begin}", error, StringComparison.Ordinal);
        Assert.Contains(end, error, StringComparison.Ordinal);
    }

    private static double R2(string text, string pattern) =>
        double.Parse(Regex.Match(text, pattern, RegexOptions.Multiline).Groups[1].Value, CultureInfo.InvariantCulture);

    private static byte[] Grey(double brightness, SeededRandom random)
    {
        using var bitmap = new SKBitmap(32, 32, SKColorType.Rgba8888, SKAlphaType.Opaque);
        for (var i = 0; i < 32 * 32; i++)
        {
            var level = (byte)Math.Clamp(255 * (brightness + random.Normal(0, 0.1)), 0, 255);
            bitmap.SetPixel(i % 32, i / 32, new SKColor(level, level, level));
        }

        using var image = SKImage.FromBitmap(bitmap);
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private string Train(string run, double[] targets, params string[] arguments)
    {
        var table = _folder.File($"{run}.csv");
        var rows = targets.Select((t, i) => string.Create(CultureInfo.InvariantCulture, $"{i:D2}.png,{t:R}"));
        File.WriteAllLines(table, rows.Prepend("path,y"));
        string[] defaults = ["--epochs", "20", "--learning-rate", "0.02"];
        var (code, output, error) = TransferCommand.Run(
        [
            "train", _folder.File("data"), "--targets", table, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf",
            "--cache", _folder.File("cache"), "--run", _folder.File(run), "--head", "none", .. arguments,
            .. defaults.Chunk(2).Where(d => !arguments.Contains(d[0])).SelectMany(d => d),
        ]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }
}
