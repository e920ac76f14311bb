using System.CommandLine;
using System.Globalization;

namespace Transfer.Cli;

/// <summary>What the help says of commands, arguments and options.</summary>
internal static class HelpText
{
    /// <summary>What the program is called.</summary>
    public const string Program = "transfer";

    /// <summary>Such as <c>transfer cache verify</c>.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : Program;

    /// <summary>Such as <c>transfer predict MODEL FILE-OR-FOLDER... [OPTIONS]</c>.</summary>
    public static string UsageOf(Command command) => string.Join(' ', new[] { PathOf(command) }
        .Concat(command.Subcommands.Count > 0 ? ["COMMAND"] : [])
        .Concat(command.Arguments.Select(Usage))
        .Append("[OPTIONS]"));

    /// <summary>Such as <c>--epochs N</c>.</summary>
    public static string NameOf(Option option)
    {
        // Help has four more: -?, and as on Windows /? and /h.
        var aliases = option.Aliases.Where(alias => alias.Length > 1 && char.IsLetter(alias[1]) && alias[0] == '-');
        var name = string.Join(", ", aliases.Append(option.Name));
        return option.HelpName is { } value ? option.Arity.MinimumNumberOfValues == 0 ? $"{name} [{value}]" : $"{name} {value}" : name;
    }

    /// <summary>Such as <c>train DATA</c>.</summary>
    public static string NameOf(Command command) => string.Join(' ', command.Arguments.Select(a => a.Name).Prepend(command.Name));

    /// <summary>What an option does, with its default.</summary>
    public static string Of(Option option) =>
        WithDefault(option.Description, option.HasDefaultValue && option.ValueType != typeof(bool) ? option.GetDefaultValue() : null);

    /// <inheritdoc cref="Of(Option)"/>
    public static string Of(Argument argument) =>
        WithDefault(argument.Description, argument.HasDefaultValue ? argument.GetDefaultValue() : null);

    /// <summary>The options that a command has from those above it.</summary>
    public static IEnumerable<Option> Everywhere(Command command)
    {
        var own = command is RootCommand ? command.Options : [];
        return own.Concat(Above(command).SelectMany(c => c.Options).Where(option => option.Recursive)).Where(option => !option.Hidden);
    }

    /// <summary>All options that may be given with a command.</summary>
    public static IEnumerable<Option> AllOf(Command command) => command.Options.Concat(Everywhere(command)).Distinct();

    /// <summary>The words of a text in lines of at most so many characters.</summary>
    public static IEnumerable<string> Wrapped(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }

    private static string Usage(Argument argument)
    {
        var name = argument.Arity.MaximumNumberOfValues > 1 ? $"{argument.Name}..." : argument.Name;
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static string WithDefault(string? text, object? usual) =>
        usual is null ? text ?? "" : string.Create(CultureInfo.InvariantCulture, $"{text} [default: {usual}]");

    private static IEnumerable<Command> Above(Command command) =>
        command.Parents.OfType<Command>().SelectMany(parent => Above(parent).Prepend(parent));
}
