using System.Text.Json;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class AuditCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_audit_is_shown_written_applied_and_undone()
    {
        var data = DrawnImages.Folder(_folder, 30);
        File.Move(Path.Combine(data, "red", "0001.png"), Path.Combine(data, "blue", "wrong.png"));
        string[] model = ["--model", TinyModels.Create().Save(_folder), "--preprocessing", "tf", "--cache", _folder.File("cache")];
        var (code, output, error) = TransferCommand.Run(["audit", data, .. model, "--out", _folder.File("audit")]);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("Labels: 1 of 60 is more probably wrong than right; ", output,
            StringComparison.Ordinal);
        Assert.Contains("blue/wrong.png", output, StringComparison.Ordinal);
        Assert.Contains($"Table: {_folder.File("audit", "audit.csv")}", output, StringComparison.Ordinal);

        (code, output, error) = TransferCommand.RunStreams("audit", data, "--apply", _folder.File("audit", "audit.csv"));
        Assert.Equal(0, code);
        Assert.Contains("Moved: 0 into the quarantine, 1 to another class, 0 to another split.", output, StringComparison.Ordinal);
        Assert.Contains("so all that is proposed is done", error, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(data, "red", "wrong.png")));
        (code, output, _) = TransferCommand.Run("audit", "--undo", Path.Combine($"{data}-quarantine", "undo-0001.csv"));
        Assert.Equal((0, "Moved back: 1 images."), (code, output.Trim()));
        Assert.True(File.Exists(Path.Combine(data, "blue", "wrong.png")));

        (code, output, error) = TransferCommand.Run(["audit", data, .. model, "--out", _folder.File("audit")]);
        TransferCommand.CheckFault(code, error);
        Assert.Contains("allow that it is overwritten (--overwrite)", error, StringComparison.Ordinal);
        (code, output, _) = TransferCommand.RunStreams(
            ["audit", data, .. model, "--out", _folder.File("audit"), "--overwrite", "--json", "--quiet"]);
        Assert.Equal(0, code);
        using var json = JsonDocument.Parse(output);
        var finding = json.RootElement.GetProperty("findings")[0];
        Assert.Equal(
            ["label", "blue/wrong.png", "red"], new[] { "finding", "path", "proposed" }.Select(n => finding.GetProperty(n).GetString()));
    }

    [Fact]
    public void Without_data_a_file_or_with_a_file_that_is_no_table_a_sentence_says_so()
    {
        var (code, _, error) = TransferCommand.Run("audit");
        TransferCommand.CheckFault(code, error);
        Assert.StartsWith("Error: There are no data. Give a folder of images", error, StringComparison.Ordinal);
        (code, _, error) = TransferCommand.Run("audit", _folder.Path, "--apply", _folder.Write("a.csv", "path\nx.jpg\n"u8));
        TransferCommand.CheckFault(code, error);
        Assert.Contains("has no column 'class'; it has path.", error, StringComparison.Ordinal);
        (code, _, error) = TransferCommand.Run("audit", "--undo", _folder.File("nothing.csv"));
        TransferCommand.CheckFault(code, error);
    }
}
