using Transfer.Tests.Support;

namespace Transfer.Tests.Docs;

public sealed class CommandsPageTests
{
    private const string Variable = "TRANSFER_WRITE_DOCS";

    [Fact]
    public void The_page_has_the_help_of_every_command()
    {
        var path = Path.Combine(Repository.Root, "docs", "commands.md");
        var expected = CommandsPage.Write();
        if (Environment.GetEnvironmentVariable(Variable) == "1")
        {
            File.WriteAllText(path, expected);
        }

        var lines = File.ReadAllText(path).ReplaceLineEndings("\n").Split('\n');
        foreach (var (number, line) in expected.Split('\n').Index())
        {
            var found = number < lines.Length ? lines[number] : null;
            Assert.True(
                found == line,
                $"Line {number + 1} of docs/commands.md is '{found}', and the program prints '{line}'. With {Variable}=1 this test "
                    + $"writes the page.");
        }

        Assert.Equal(expected.Split('\n').Length, lines.Length);
    }
}
