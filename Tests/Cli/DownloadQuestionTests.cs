using System.Net.Sockets;
using Transfer.Tests.Models;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>A network that is named and not on this machine: what is asked at a terminal, and what the answers do.</summary>
public sealed class DownloadQuestionTests : IDisposable
{
    private const string Question = "[y/n]";
    private const string CtrlC = "\x3";

    private readonly TemporaryFolder _folder = new();
    private readonly FaultyServer _server;
    private readonly ProgramProcess _program;
    private readonly string[] _extract;

    public DownloadQuestionTests()
    {
        ResNetPackage.Require();
        _server = new FaultyServer(Serve);
        _program = new ProgramProcess(_folder, _server.Address);
        _folder.Write("photos/red/1.png", DrawnImages.Png(1, 1, 48));
        var photos = Path.Combine(_folder.Path, "photos");
        _extract = ["extract", photos, "--model", ResNetPackage.Name, "--outcomes", _folder.File("outcomes.csv")];
    }

    private string Network => Path.Combine(_folder.Path, "home", "models", ResNetPackage.Name + ".onnx");

    public void Dispose()
    {
        _server?.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("y\r")]
    [InlineData("\r")]
    public void Yes_and_an_empty_answer_download_and_go_on(string answer)
    {
        var (code, screen) = _program.RunAtTerminal(Question, answer, _extract);
        Assert.True(code == 0, screen);
        Assert.Contains("'resnet18-cntk' is not on this machine. Download 63.7 MB from", screen, StringComparison.Ordinal);
        // The mirror, and not the address in the record.
        Assert.DoesNotContain("nuget.org", screen, StringComparison.Ordinal);
        Assert.Single(_server.Requests);
        Assert.True(File.Exists(Network));
    }

    [Fact]
    public void No_ends_with_what_can_be_done()
    {
        var (code, screen) = _program.RunAtTerminal(Question, "n\r", _extract);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.Contains("Error: The backbone 'resnet18-cntk' is not on this machine.", screen, StringComparison.Ordinal);
        Refused();
    }

    [Fact]
    public void Ctrl_C_ends_it_at_once()
    {
        var (code, screen) = _program.RunAtTerminal(Question, CtrlC, _extract);
        Assert.True(code == ExitCodes.Interrupted, $"{code}: {screen}");
        Assert.Contains("Stopped.", screen, StringComparison.Ordinal);
        Refused();
    }

    [Fact]
    public void Who_has_said_yes_is_not_asked()
    {
        var (code, screen) = _program.RunAtTerminal(Question, null, [.. _extract, "--yes"]);
        Assert.True(code == 0, screen);
        Assert.DoesNotContain(Question, screen, StringComparison.Ordinal);
        Assert.True(File.Exists(Network));
    }

    [Fact]
    public void Without_a_terminal_nothing_is_asked_and_nothing_downloaded()
    {
        var (code, output) = _program.Run(_extract);
        Assert.Equal(ExitCodes.Failed, code);
        Assert.DoesNotContain(Question, output, StringComparison.Ordinal);
        Assert.Contains("Error: The backbone 'resnet18-cntk' is not on this machine.", output, StringComparison.Ordinal);
        Refused();
    }

    private void Refused()
    {
        Assert.Empty(_server.Requests);
        Assert.False(File.Exists(Network));
    }

    private static async Task Serve(string head, NetworkStream stream, CancellationToken end)
    {
        var bytes = await File.ReadAllBytesAsync(ResNetPackage.Path, end);
        await FaultyServer.Sends($"200 OK\r\nContent-Length: {bytes.Length}", bytes)(head, stream, end);
    }
}
