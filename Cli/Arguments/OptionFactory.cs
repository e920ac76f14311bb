using System.CommandLine;

namespace Transfer.Cli;

/// <summary>Creates options with what the help says of them.</summary>
internal static class OptionFactory
{
    private const int WidestValue = 20;

    /// <summary>An option with a value.</summary>
    /// <param name="name">Such as <c>--epochs</c>.</param>
    /// <param name="value">What stands for the value in the help, such as <c>N</c>.</param>
    /// <param name="help">What the option does, with the default where the program has none to show.</param>
    public static Option<T> Value<T>(string name, string value, string help) => new(name) { HelpName = value, Description = help };

    /// <param name="usual">The default, which the help shows.</param>
    /// <inheritdoc cref="Value{T}(string, string, string)"/>
    public static Option<T> Value<T>(string name, string value, T usual, string help) =>
        new(name) { HelpName = value, Description = help, DefaultValueFactory = _ => usual };

    /// <summary>An option without a value.</summary>
    public static Option<bool> Switch(string name, string help) => new(name) { Description = help };

    /// <summary>An option with one of a few values, the first of which is the default.</summary>
    /// <param name="help">What the option does; names the values where they are too long to stand beside the option.</param>
    /// <param name="choices">The values.</param>
    public static Option<string> Choice(string name, string help, params string[] choices)
    {
        var value = string.Join('|', choices);
        var option = Value(name, value.Length <= WidestValue ? value : "NAME", choices[0], help);
        option.AcceptOnlyFromAmong(choices);
        return option;
    }

    public static void AddAll(this Command command, params ReadOnlySpan<Option> options)
    {
        foreach (var option in options)
        {
            command.Add(option);
        }
    }
}
