using System.CommandLine;
using System.CommandLine.Invocation;

namespace Transfer.Cli;

/// <summary>Prints the help of a command: usage, arguments, options in groups, commands, examples.</summary>
internal sealed class HelpDisplay : SynchronousCommandLineAction
{
    private const int Narrowest = 60;
    private const int Widest = 100;

    /// <summary>The most characters of a line.</summary>
    public int Width { get; set; } = Widest;

    /// <summary>The width of the help on a terminal.</summary>
    /// <param name="terminal">The number of its columns.</param>
    public static int WidthOf(int terminal) => Math.Clamp(terminal, Narrowest, Widest);

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        foreach (var line in Lines(parseResult.CommandResult.Command))
        {
            output.WriteLine(line);
        }

        return ExitCodes.Done;
    }

    /// <summary>The lines of the help of a command.</summary>
    public IReadOnlyList<string> Lines(Command command)
    {
        var rows = new List<HelpSection>
        {
            new("Arguments", [.. command.Arguments.Select(a => new HelpRow(a.Name, HelpText.Of(a)))]),
        };
        rows.AddRange((command as ProgramCommand)?.Groups.Select(group => new HelpSection(
            group.Title, [.. group.Options.Select(option => new HelpRow(HelpText.NameOf(option), HelpText.Of(option)))])) ?? []);
        rows.Add(new("Every command", [.. HelpText.Everywhere(command).Select(o => new HelpRow(HelpText.NameOf(o), HelpText.Of(o)))]));
        rows.Add(new("Commands", [.. command.Subcommands.Select(c => new HelpRow(HelpText.NameOf(c), c.Description ?? ""))]));
        if (command is RootCommand)
        {
            rows.Add(new("Exit codes", [.. ExitCodes.All.Select(code => new HelpRow($"{code.Code}", code.Meaning))]));
        }

        var examples = (command as ProgramCommand)?.Examples ?? [];
        return
        [
            .. HelpText.Wrapped(command.Description ?? "", Width),
            "",
            "Usage:",
            $"  {HelpText.UsageOf(command)}",
            .. rows.Where(section => section.Rows.Count > 0).SelectMany(section => section.Lines(Width)),
            .. examples.Count == 0 ? [] : (string[])["", "Examples:", .. examples.Select(example => $"  {HelpText.Program} {example}")],
        ];
    }
}
