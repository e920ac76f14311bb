using System.CommandLine;
using System.CommandLine.Parsing;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary><c>--resume RUN</c>, which stands alone: everything else is in the run's <c>run.json</c>.</summary>
internal sealed class ResumeArgument
{
    private readonly Option<string?> _resume = Value<string?>("--resume", "RUN",
        "go on with a run that was interrupted; it stands alone, as all options are in the run's run.json");

    public void AddTo(ProgramCommand command) => command.AddGroup("Run", _resume);

    /// <summary>The run folder; null where nothing is to be resumed.</summary>
    /// <exception cref="ArgumentException">Something else was given beside it.</exception>
    public string? Read(ParseResult parsed)
    {
        if (parsed.GetValue(_resume) is not { } run)
        {
            return null;
        }

        var other = parsed.CommandResult.Children.Select(child => child switch
        {
            OptionResult { Implicit: false } option when option.Option != _resume => option.Option.Name,
            ArgumentResult argument when argument.Tokens.Count > 0 => argument.Tokens[0].Value,
            _ => null,
        }).FirstOrDefault(name => name is not null);
        return other is null ? run : throw new ArgumentException(
            $"--resume takes everything from '{run}', and '{other}' was given as well. Leave that out, or train anew without --resume.");
    }
}
