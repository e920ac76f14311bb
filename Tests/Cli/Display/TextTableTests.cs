using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

public sealed class TextTableTests
{
    [Fact]
    public void A_table_fits_80_columns_and_says_what_it_leaves_out()
    {
        var (code, output, error) = TransferCommand.RunStreams(80, ["models", "inspect"]);
        Assert.Equal(0, code);
        var lines = output.ReplaceLineEndings("\n").Split('\n');
        Assert.All(lines.Skip(1), line => Assert.True(line.Length <= 80, line));
        Assert.StartsWith("Cut point", lines[2], StringComparison.Ordinal);
        Assert.Contains("Not shown, as the screen has 80 columns:", error, StringComparison.Ordinal);
        Assert.Contains("--json has them", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Columns_go_by_their_importance_and_numbers_end_below_each_other()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var remarks = new StringWriter { NewLine = "\n" };
        var table = new TextTable([new("Name", 3), new("Note", 1), new("Rows", 2) { IsNumber = true }],
            [["a", "long text", "1"], ["\u001B", "", "1,000"]]);
        table.Write(output, remarks, 14);
        Assert.Equal("Name     Rows\n─────────────\na           1\n\\u001B  1,000\n", output.ToString());
        Assert.Equal(
            "Not shown, as the screen has 14 columns: Note. --json has them, and so has a screen of 24 columns.\n", remarks.ToString());
    }
}
