using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Transfer.Cli;

/// <summary>Creates options with what the help says of them.</summary>
internal static class OptionFactory
{
    private const int WidestValue = 20;

    /// <summary>An option with a value.</summary>
    /// <param name="name">Such as <c>--epochs</c>.</param>
    /// <param name="value">What stands for the value in the help, such as <c>N</c>.</param>
    /// <param name="help">What the option does, with the default where the program has none to show.</param>
    public static Option<T> Value<T>(string name, string value, string help)
    {
        var option = new Option<T>(name) { HelpName = value, Description = help };
        if (IsNumber<T>())
        {
            // The parser's own message names .NET's type.
            option.CustomParser = ParseNumber<T>;
        }

        return option;
    }

    /// <param name="usual">The default, which the help shows.</param>
    /// <inheritdoc cref="Value{T}(string, string, string)"/>
    public static Option<T> Value<T>(string name, string value, T usual, string help)
    {
        var option = Value<T>(name, value, help);
        option.DefaultValueFactory = _ => usual;
        return option;
    }

    /// <summary>An option without a value.</summary>
    public static Option<bool> Switch(string name, string help) => new(name) { Description = help };

    /// <summary>An option with one of a few values, the first of which is the default.</summary>
    /// <param name="help">What the option does; names the values where they are too long to stand beside the option.</param>
    /// <param name="choices">The values.</param>
    public static Option<string> Choice(string name, string help, params string[] choices)
    {
        var value = string.Join('|', choices);
        var option = Value(name, value.Length <= WidestValue ? value : "NAME", choices[0], help);
        option.AcceptOnly(choices);
        return option;
    }

    /// <summary>Refuses all values but some.</summary>
    public static void AcceptOnly<T>(this Option<T> option, params string[] choices) => option.Validators.Add(result =>
    {
        foreach (var token in result.Tokens.Where(token => !choices.Contains(token.Value)))
        {
            var near = NearestName.Find(token.Value, choices) is { } name ? $" Did you mean {name}?" : "";
            result.AddError($"'{token.Value}' is no value of {option.Name}. Expected {string.Join(" or ", choices)}.{near}");
        }
    });

    private static bool IsNumber<T>() => Type.GetTypeCode(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T))
        is TypeCode.Int32 or TypeCode.Int64 or TypeCode.Double;

    private static T? ParseNumber<T>(ArgumentResult result)
    {
        var (text, culture) = (result.Tokens[^1].Value, CultureInfo.InvariantCulture);
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        object? number = Type.GetTypeCode(type) switch
        {
            TypeCode.Int32 => int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var value) ? value : null,
            TypeCode.Int64 => long.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var value) ? value : null,
            _ => double.TryParse(text, NumberStyles.Float, culture, out var value) ? value : null,
        };
        if (number is null)
        {
            var expected = type == typeof(double) ? "a number, such as 0.2" : "a whole number, such as 2";
            result.AddError($"'{text}' is no value of {(result.Parent as OptionResult)?.Option.Name}. Expected {expected}.");
            return default;
        }

        return (T)number;
    }
}
