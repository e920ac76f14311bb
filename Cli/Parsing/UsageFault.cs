using System.CommandLine;
using System.CommandLine.Parsing;

namespace Transfer.Cli;

/// <summary>Says in a sentence what is wrong with a command line.</summary>
internal static class UsageFault
{
    /// <summary>The first fault; null where there is none.</summary>
    public static string? Find(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var path = HelpText.PathOf(command);
        return RenamedOptions.Find(parsed)
            ?? UnknownOption(parsed, command, path)
            ?? UnknownCommand(parsed, command, path)
            ?? parsed.Errors.Select(error => Sentence(error, path)).FirstOrDefault();
    }

    /// <summary>Without this such as <c>--jsn</c> would be the name of a file.</summary>
    private static string? UnknownOption(ParseResult parsed, Command command, string path)
    {
        var text = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash)
            .Where(token => token.Type == TokenType.Argument && token.Value is ['-', var second, ..]
                && (second == '-' || char.IsLetter(second)))
            .Select(token => token.Value.Split('=', ':')[0])
            .FirstOrDefault();
        if (text is null)
        {
            return null;
        }

        var near = NearestName.Find(text, HelpText.AllOf(command).SelectMany(option => option.Aliases.Append(option.Name)));
        return $"'{path}' has no option '{text}'. "
            + (near is null ? $"A file of that name is given as ./{text}." : $"Did you mean {near}?");
    }

    private static string? UnknownCommand(ParseResult parsed, Command command, string path)
    {
        if (parsed.UnmatchedTokens is not [var text, ..])
        {
            return null;
        }

        if (command.Subcommands.Count == 0)
        {
            return $"'{path}' was given '{text}' as well, which is one too many. Leave it out, or put names with spaces into quotes.";
        }

        var near = NearestName.Find(text, command.Subcommands.Select(c => c.Name));
        return $"'{path}' has no command '{text}'. "
            + (near is null ? $"There are {string.Join(", ", command.Subcommands.Select(c => c.Name))}." : $"Did you mean {near}?");
    }

    private static string Sentence(ParseError error, string path) => error.SymbolResult switch
    {
        OptionResult { Tokens.Count: 0 } option =>
            $"{option.Option.Name} has no value. Expected {option.Option.Name} {option.Option.HelpName ?? "VALUE"}.",
        OptionResult { IdentifierTokenCount: > 1 } option =>
            $"{option.Option.Name} is given {option.IdentifierTokenCount} times. Give it once.",
        ArgumentResult { Tokens.Count: 0 } argument => $"'{path}' needs {argument.Argument.Name}: {argument.Argument.Description}.",
        _ => error.Message,
    };
}
