using System.Diagnostics;
using System.Globalization;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>Faults of the place where the program runs and of its inputs, each said in a sentence.</summary>
public sealed class SmallFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_table_that_is_not_there_is_a_file_and_no_folder()
    {
        var path = Path.Combine(_folder.Path, "rows.csv");
        var (code, _, error) = TransferCommand.Run("train", path);
        TransferCommand.CheckFault(code, error);
        Assert.Equal($"Error: There is no file '{path}'. Give a table of features, or a folder of images.", error.TrimEnd());
    }

    [Fact]
    public void A_pipe_as_a_model_or_a_table_is_refused_and_not_waited_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such files.");
        var (data, model, table) = (DrawnImages.Folder(_folder, 3), _folder.File("pipe.onnx"), _folder.File("pipe.csv"));
        Process.Start("mkfifo", [model, table]).WaitForExit();
        foreach (var arguments in new string[][]
        {
            ["train", data, "--model", model], ["train", table], ["train", data, "--targets", table], ["predict", model, data],
            ["models", "inspect", model],
        })
        {
            var (code, _, error) = TransferCommand.Run(arguments);
            TransferCommand.CheckFault(code, error);
            Assert.Contains("is empty, or a pipe or device and no file.", error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Too_few_files_are_said_before_anything_is_loaded()
    {
        Assert.StartsWith(
            "A process may open 100 files here; expected 256 or more.", DescriptorLimit.Fault(100), StringComparison.Ordinal);
        Assert.Null(DescriptorLimit.Fault(256));
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such limit.");
        var program = Path.Combine(AppContext.BaseDirectory, "transfer.dll");
        var start = new ProcessStartInfo("bash", ["-c", $"ulimit -n 100; dotnet '{program}'"])
        {
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        Assert.StartsWith("Error: A process may open 100 files here", process.StandardError.ReadToEnd(), StringComparison.Ordinal);
        process.WaitForExit();
        Assert.Equal(1, process.ExitCode);
    }

    [Fact]
    public void A_class_without_a_folder_to_validate_with_is_named_and_no_folder_that_is_not_there()
    {
        var data = DrawnImages.Folder(_folder, 6, split: true);
        Directory.Delete(Path.Combine(data, "validation", "red"), recursive: true);
        var (_, _, error) = TransferCommand.Run("train", data);
        Assert.StartsWith(
            $"Error: '{Path.Combine(data, "validation")}' has no folder for the class 'red', which the training images have.", error,
            StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_set_aside_is_said_as_it_is()
    {
        Assert.Equal("validation is 20 % of each class", ValidationShare.Describe(0.2, 4, 20, " of each class"));
        Assert.Equal("validation is 1 of 3, 33 % (20 % was asked for, at least one)", ValidationShare.Describe(0.2, 1, 3, ""));
    }

    [Fact]
    public void Charts_have_points_in_numbers_whatever_the_culture_of_the_program()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            other.NumberFormat.NumberDecimalSeparator = ",";
            CultureInfo.CurrentCulture = other;
            Assert.Equal(".", PlotStyle.Model().ActualCulture.NumberFormat.NumberDecimalSeparator);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void Train_unfreezes_in_the_same_command_finds_rates_and_notes_them()
    {
        var (data, run) = (DrawnImages.Folder(_folder, 9, split: true), _folder.File("run"));
        string[] train =
        [
            "train", data, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache"),
            "--epochs", "3", "--run", run, "--unfreeze", "conv2",
        ];
        var (code, output, error) = TransferCommand.RunStreams(train);
        Assert.True(code == 0, error);
        Assert.Contains("Learning rates, for a change of about 1 % of each block: conv2 ", error, StringComparison.Ordinal);
        Assert.Contains($"Run folder: {run}", output, StringComparison.Ordinal);
        Assert.Equal(["run"], Directory.GetDirectories(_folder.Path, "run*").Select(Path.GetFileName));
        var record = RunFolder.Open(run).ReadRecord();
        Assert.Equal(Path.Combine(run, "frozen"), record.FineTune!.From);
        Assert.Equal(["conv2", "head"], record.FineTune!.Rates.Keys);
        Assert.InRange(record.FineTune.Blocks.Single().RelativeChange, 1e-3, 0.05);
        Assert.Contains("Choose another run folder", TransferCommand.Run(train).Error, StringComparison.Ordinal);
        var wrong = TransferCommand.Run([.. train[..^1], "konv2", "--overwrite"]);
        Assert.Contains("has no layer, node or tensor 'konv2'", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("there is nothing to resume", TransferCommand.Run("train", "--resume", run).Error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_that_was_killed_before_its_export_names_the_command_that_exports()
    {
        var (data, run) = (DrawnImages.Folder(_folder, 6, split: true), _folder.File("run"));
        Assert.Equal(0, TransferCommand.Run("train", data, "--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf",
            "--cache", _folder.File("cache"), "--epochs", "1", "--run", run).Code);
        var record = Path.Combine(run, "run.json");
        File.WriteAllText(record, File.ReadAllText(record).Replace("\"exported\"", "\"trained\"", StringComparison.Ordinal));
        Assert.Contains(
            $"Its model.onnx is still to be written; export the run (transfer export {run}).",
            TransferCommand.Run("train", "--resume", run).Error, StringComparison.Ordinal);
    }
}
