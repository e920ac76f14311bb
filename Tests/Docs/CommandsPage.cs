using System.CommandLine;
using System.CommandLine.Help;
using System.Text;
using Spectre.Console.Testing;
using Transfer.Cli;

namespace Transfer.Tests.Docs;

/// <summary>Writes <c>docs/commands.md</c>: what <c>--help</c> prints, one section a command.</summary>
internal static class CommandsPage
{
    private const int Width = 100;

    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# Commands\n\n");
        page.Append("What `transfer COMMAND --help` prints, for every command. A test compares this page with the program;\n");
        page.Append("`TRANSFER_WRITE_DOCS=1` in its environment makes it write the page (see [CONTRIBUTING](../CONTRIBUTING.md#documents)).\n");
        foreach (var path in Paths(Root(), []))
        {
            page.Append($"\n## transfer{string.Concat(path.Select(name => $" {name}"))}\n\n```text\n{Help(path)}\n```\n");
        }

        return page.ToString();
    }

    private static RootCommand Root() => new TransferProgram(new TestConsole(), TextWriter.Null, TextWriter.Null).Root();

    /// <summary>A command and all below it, in the order in which help lists them.</summary>
    private static IEnumerable<string[]> Paths(Command command, string[] path) =>
        command.Subcommands.SelectMany(child => Paths(child, [.. path, child.Name])).Prepend(path);

    private static string Help(string[] path)
    {
        var root = Root();
        ((HelpAction)root.Options.OfType<HelpOption>().Single().Action!).MaxWidth = Width;
        using var output = new StringWriter { NewLine = "\n" };
        root.Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = output });
        // Help names the program that runs, which is the tests' here.
        var lines = output.ToString().Replace(RootCommand.ExecutableName, "transfer", StringComparison.Ordinal).Split('\n').Select(line => line.TrimEnd());
        return string.Join('\n', lines).Trim('\n');
    }
}
