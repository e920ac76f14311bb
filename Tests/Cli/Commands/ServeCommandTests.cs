using System.Diagnostics;
using System.Text.RegularExpressions;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class ServeCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_listens_until_it_is_interrupted_and_then_ends_well()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no signals to send.");
        var model = ExportedModels.OfImages(_folder.File("model.onnx"));
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "transfer.dll"), "serve", model, "--port", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync();
            var match = Regex.Match(line ?? "", @"^Listening on (http://127\.0\.0\.1:\d+/)\. Stop with Ctrl-C\.$");
            var address = new Uri(match.Groups[1].Value);
            using var client = new HttpClient();
            using var image = new ByteArrayContent(DrawnImages.Png(0, 1, 40));
            using var answer = await client.PostAsync(new Uri(address, "/predict"), image);
            Assert.Contains("\"class\":", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Contains("<h1 id=\"name\">", await client.GetStringAsync(address), StringComparison.Ordinal);
            using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
            var remarks = await process.StandardError.ReadToEndAsync();
            Assert.Contains($"Corrections are kept in '{_folder.File("model-corrections")}'.", remarks, StringComparison.Ordinal);
            Assert.EndsWith("Stopped; requests that had begun were answered.", remarks.TrimEnd(), StringComparison.Ordinal);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Theory]
    [InlineData(2, "The port is 70000; expected 0 (a free one) to 65535.", "serve", "none", "--port", "70000")]
    [InlineData(1, "none.onnx", "serve", "none.onnx", "--port", "0")]
    [InlineData(2, "--out is not of --web, which writes its own model.onnx; leave it out.",
        "export", "none", "--web", "site", "--out", "a.onnx")]
    [InlineData(2, "--runtime is of --web only; leave it out.", "export", "none", "--runtime", "package")]
    public void Wrong_arguments_are_said(int expected, string sentence, params string[] arguments)
    {
        var (code, _, error) = TransferCommand.Run(arguments);
        Assert.Equal(expected, code);
        TransferCommand.CheckFault(code, error);
        Assert.Contains(sentence, error, StringComparison.Ordinal);
    }
}
