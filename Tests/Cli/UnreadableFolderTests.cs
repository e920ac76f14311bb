using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>A folder of a class that may not be read is a sentence of every command, and never a class without images.</summary>
public sealed class UnreadableFolderTests : IDisposable
{
    private const UnixFileMode Everything = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public Task Every_command_names_the_folder() =>
        WithoutPrivileges.Run(typeof(UnreadableFolderTests).GetMethod(nameof(In_a_process_every_command_names_the_folder))!);

    [Fact]
    public void In_a_process_every_command_names_the_folder()
    {
        TestProcess.SkipElsewhere();
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var (data, run) = (DrawnImages.Folder(_folder, 6, split: true), _folder.File("run"));
        string[] model = ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache")];
        var (code, _, error) = TransferCommand.Run(["train", data, .. model, "--run", run, "--epochs", "1"]);
        Assert.True(code == 0, error);
        foreach (var split in new[] { "train", "validation" })
        {
            var closed = Path.Combine(data, split, "red");
            File.SetUnixFileMode(closed, UnixFileMode.None);
            try
            {
                var sentence = $"The folder '{closed}' cannot be read: Access to the path '{closed}' is denied. "
                    + "Its images would be missing; change its permissions or move it elsewhere.";
                Fails(sentence, ["train", data, .. model, "--run", _folder.File("other")]);
                // What can be read is predicted and extracted; the folder is one of the files that are left out.
                var (predicted, _, leftOut) = TransferCommand.RunStreams("predict", run, data, "--quiet");
                Assert.Equal(3, predicted);
                Assert.Contains($"Left out: {closed}/: Access to the path '{closed}/' is denied.", leftOut, StringComparison.Ordinal);
                var outcomes = _folder.File($"{split}.csv");
                Assert.Equal(3, TransferCommand.RunStreams(["extract", data, .. model, "--outcomes", outcomes]).Code);
                Assert.Contains($"{split}/red/,unreadable,", File.ReadAllText(outcomes), StringComparison.Ordinal);
                var image = Path.Combine(closed, "0000.png");
                Fails($"Access to the path '{image}' is denied.", ["cache", "why", image, .. model]);
                if (split == "validation")
                {
                    Fails(sentence, "evaluate", run, "--split", "validation");
                    Fails(sentence, "evaluate", run, "--split", "validation", "--data", data);
                }
            }
            finally
            {
                File.SetUnixFileMode(closed, Everything);
            }
        }
    }

    private static void Fails(string sentence, params string[] arguments)
    {
        var (code, _, error) = TransferCommand.RunStreams([.. arguments, "--quiet"]);
        TransferCommand.CheckFault(code, error);
        Assert.Equal($"Error: {sentence}", error.TrimEnd());
    }
}
