using System.CommandLine;
using System.Text;

namespace Transfer.Tests.Docs;

/// <summary>Writes <c>docs/commands.md</c>: what <c>--help</c> prints, one section a command.</summary>
internal static class CommandsPage
{
    public static string Write()
    {
        var page = new StringBuilder();
        page.Append("# Commands\n\n");
        page.Append("What `--help` prints, for every command. This page is generated: [CONTRIBUTING](../CONTRIBUTING.md#documents) "
            + "says how.\n");
        foreach (var path in Paths(DocumentedProgram.Root(), []))
        {
            page.Append($"\n## transfer{string.Concat(path.Select(name => $" {name}"))}\n\n```text\n{Help(path)}\n```\n");
        }

        return page.ToString();
    }

    /// <summary>A command and all below it, in the order in which help lists them.</summary>
    private static IEnumerable<string[]> Paths(Command command, string[] path) =>
        command.Subcommands.SelectMany(child => Paths(child, [.. path, child.Name])).Prepend(path);

    private static string Help(string[] path)
    {
        var root = DocumentedProgram.Root();
        using var output = new StringWriter { NewLine = "\n" };
        root.Parse([.. path, "--help"]).Invoke(new InvocationConfiguration { Output = output });
        return output.ToString().Trim('\n');
    }
}
