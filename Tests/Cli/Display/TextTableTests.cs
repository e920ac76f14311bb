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

    [Theory]
    [InlineData("n02085620-Chihuahua", 12, "n02085…uahua")]
    [InlineData("short", 5, "short")]
    [InlineData("日本テリア犬", 6, "日…犬")]
    [InlineData("cafe\u0301s and more", 6, "caf…re")]
    [InlineData("🐈🐕🐈🐕", 5, "🐈…🐕")]
    public void Names_are_shortened_in_the_middle_and_letters_stay_whole(string name, int most, string expected)
    {
        Assert.Equal(expected, TextWidth.Shorten(name, most));
        Assert.InRange(TextWidth.Of(TextWidth.Shorten(name, most)), 1, most);
    }

    [Fact]
    public void Lines_are_broken_at_blanks()
    {
        Assert.Equal(["  a b c"], TextWidth.Wrap("  a b c", 7, 4));
        Assert.Equal(["  a bb", "    ccc", "    dd"], TextWidth.Wrap("  a bb ccc dd", 8, 4));
        // What has no blank stays whole.
        Assert.Equal(["  abcdefghij"], TextWidth.Wrap("  abcdefghij", 8, 4));
    }

    [Fact]
    public void Long_names_give_way_before_columns_and_get_the_room_that_is_left()
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var remarks = new StringWriter { NewLine = "\n" };
        var table = new TextTable([new("Name", 3) { Least = 5 }, new("Rows", 2) { IsNumber = true }], [["abcdefghijkl", "1"], ["b", "22"]]);
        table.Write(output, remarks, 14);
        Assert.Equal("Name      Rows\n──────────────\nabcd…jkl     1\nb           22\n", output.ToString());
        Assert.Equal("Long names are shortened, as the screen has 14 columns. --json has them, and so has a screen of 18 columns.\n",
            remarks.ToString());
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
