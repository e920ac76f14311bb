using System.CommandLine;
using Transfer.Tests.Docs;
using Transfer.Tests.Support;

namespace Transfer.Tests.Cli;

/// <summary>What <c>--help</c> prints.</summary>
public sealed class HelpTests
{
    public static TheoryData<string> Commands => [.. Paths(DocumentedProgram.Root(), "")];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Help_fits_80_columns_names_a_default_once_and_no_type_of_NET(string path)
    {
        var (code, output, error) = TransferCommand.RunStreams(80, [.. path.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);
        Assert.Equal((0, ""), (code, error));
        Assert.DoesNotContain("System.", output, StringComparison.Ordinal);
        Assert.All(output.ReplaceLineEndings("\n").Split('\n'), line => Assert.True(line.Length <= 80, line));
        var texts = string.Join(' ', output.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)).Split(" --");
        Assert.All(texts, text => Assert.True(text.Split("[default:").Length <= 2, text));
    }

    [Fact]
    public void Options_stand_in_groups_and_examples_work()
    {
        var help = TransferCommand.Run("train", "--help").Output.ReplaceLineEndings("\n");
        string[] titles =
            ["Usage:", "Arguments:", "Data:", "Network:", "Features:", "Training:", "Folds:", "Augmentation:", "Run:", "Examples:"];
        Assert.All(titles, title => Assert.Contains($"\n{title}\n", help, StringComparison.Ordinal));
        Assert.Contains("\n  transfer train PHOTOS\n", help, StringComparison.Ordinal);
        foreach (var example in All(DocumentedProgram.Root()).OfType<ProgramCommand>().SelectMany(command => command.Examples))
        {
            var words = example.Split(" > ")[0].Split(" | transfer ")[^1].Split(' ');
            Assert.Null(UsageFault.Find(DocumentedProgram.Root().Parse(words)));
        }
    }

    [Fact]
    public void Every_command_that_runs_has_an_example() => Assert.All(
        All(DocumentedProgram.Root()).OfType<ProgramCommand>().Where(command => command.Subcommands.Count == 0),
        command => Assert.NotEmpty(command.Examples));

    [Fact]
    public void Every_option_is_in_the_help() => Assert.All(All(DocumentedProgram.Root()).OfType<ProgramCommand>(), command => Assert.Equal(
        command.Options.Select(option => option.Name).Order(),
        command.Groups.SelectMany(group => group.Options).Select(option => option.Name).Order()));

    [Fact]
    public void Exit_codes_are_documented()
    {
        var help = TransferCommand.Run("--help").Output.ReplaceLineEndings("\n");
        Assert.All(["0    done", "1    failed", "2    the command line", "3    done, and", "130  stopped", "143  stopped"],
            line => Assert.Contains($"\n  {line}", help, StringComparison.Ordinal));
    }

    [Fact]
    public void The_program_alone_and_a_command_of_commands_show_their_help()
    {
        Assert.Equal(TransferCommand.RunStreams("--help"), TransferCommand.RunStreams());
        Assert.Equal(TransferCommand.RunStreams("cache", "--help"), TransferCommand.RunStreams("cache"));
    }

    private static IEnumerable<Command> All(Command command) => command.Subcommands.SelectMany(All).Prepend(command);

    private static IEnumerable<string> Paths(Command command, string path) =>
        command.Subcommands.SelectMany(child => Paths(child, $"{path} {child.Name}".Trim())).Prepend(path);
}
