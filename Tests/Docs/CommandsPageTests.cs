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
            Assert.True(number < lines.Length && lines[number] == line,
                $"Line {number + 1} of docs/commands.md is '{(number < lines.Length ? lines[number] : "")}', and the program says '{line}'. Set {Variable}=1 and run this test to write the page.");
        }

        Assert.Equal(expected.Split('\n').Length, lines.Length);
    }
}
