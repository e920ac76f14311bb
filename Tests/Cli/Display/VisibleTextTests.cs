using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class VisibleTextTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("cat.jpg", "cat.jpg")]
    [InlineData("ünï-猫 🐈.jpg", "ünï-猫 🐈.jpg")]
    [InlineData("a\nb\r\tc", @"a\nb\r\tc")]
    [InlineData("\u001B[2J\u0007\u009B", @"\u001B[2J\u0007\u009B")]
    [InlineData("gpj\u202Etac", @"gpj\u202Etac")]
    [InlineData("a\u2028b\u2066c\u200Fd", @"a\u2028b\u2066c\u200Fd")]
    public void What_a_terminal_would_obey_is_shown(string text, string visible) =>
        Assert.Equal(visible, VisibleText.Of(text));

    [Fact]
    public void Names_of_files_and_arguments_stay_on_their_line()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such names.");
        _folder.Write("data/a\u001B[2J\nb.tif", [1]);
        _folder.Write("data/c\u001B[31m\nd.png", "no image"u8);
        var outcomes = _folder.File("out\nhere.csv");
        var extracted = TransferCommand.Run("extract", _folder.File("data"), "--model", TinyModels.Create().Save(_folder),
            "--preprocessing", "tf", "--cache", _folder.File("cache"), "--outcomes", outcomes);
        Assert.Equal((3, ""), (extracted.Code, extracted.Error));
        Assert.EndsWith(@"/out\nhere.csv" + Environment.NewLine, extracted.Output, StringComparison.Ordinal);
        var missing = TransferCommand.Run("train", "no\u001B[31m\nthing");
        Assert.StartsWith(@"Error: There is no folder 'no\u001B[31m\nthing'.", missing.Error, StringComparison.Ordinal);
        Assert.Single(missing.Error.TrimEnd().Split('\n'));
        Assert.DoesNotContain('\u001B', extracted.Output + missing.Error);
    }

    [Fact]
    public void JSON_over_several_lines_stays_as_it_is()
    {
        var (_, output, _) = TransferCommand.Run("cache", "stats", "--json", "--cache", _folder.File("cache"));
        Assert.StartsWith("{" + Environment.NewLine + "  \"", output, StringComparison.Ordinal);
    }
}
