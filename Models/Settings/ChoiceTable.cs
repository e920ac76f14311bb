namespace Transfer.Models;

/// <summary>All choices of a kind, and the reader of their texts: <c>name</c>, <c>name:value</c>, <c>name:setting=value:flag</c>.</summary>
/// <param name="noun">The kind, such as <c>loss</c>, for messages.</param>
/// <param name="choices">The choices, in the order of messages.</param>
internal sealed class ChoiceTable(string noun, IReadOnlyList<Choice> choices)
{
    /// <summary>The names, each with its aliases in parentheses.</summary>
    public string Names => string.Join(
        ", ", choices.Select(c => c.Aliases.Count == 0 ? c.Name : $"{c.Name} ({string.Join(", ", c.Aliases)})"));

    /// <summary>Reads a choice.</summary>
    /// <param name="text">Such as <c>sgd:momentum=0.9:nesterov</c>. The case does not matter; a hyphen stands for an underscore.</param>
    /// <exception cref="ArgumentException">There is no such choice or setting, or a value is out of its range.</exception>
    public Selection Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(':', StringSplitOptions.TrimEntries);
        var choice = choices.FirstOrDefault(c => c.IsCalled(parts[0]))
            ?? throw new ArgumentException($"There is no {noun} '{parts[0]}'; expected one of {Names}.");
        var values = new Dictionary<Setting, double>();
        foreach (var part in parts.Skip(1))
        {
            var (setting, value) = Read(choice, part, values);
            if (!values.TryAdd(setting, value))
            {
                throw new ArgumentException($"The {noun} '{text}' gives {setting.Name} twice; expected it once.");
            }
        }

        return choice.Settings.FirstOrDefault(s => s.IsRequired && !values.ContainsKey(s)) is { } missing
            ? throw new ArgumentException(
                $"The {noun} '{text}' lacks its {missing.Name}; expected {missing.Range}, such as {choice.Name}:{Example(missing)}.")
            : new Selection(choice, values);
    }

    /// <summary>What is wrong with a text, in a sentence; null when it is valid.</summary>
    public string? Fault(string text)
    {
        try
        {
            _ = Parse(text);
            return null;
        }
        catch (ArgumentException exception)
        {
            return exception.Message;
        }
    }

    private (Setting Setting, double Value) Read(Choice choice, string part, Dictionary<Setting, double> values)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0 && choice.Find(part) is { IsFlag: true } flag)
        {
            return (flag, 1);
        }

        // A value without a name belongs to the first setting that has no value yet.
        var setting = equals >= 0
            ? choice.Find(part[..equals].Trim())
            : Setting.TryRead(part, out _) ? choice.Settings.FirstOrDefault(s => !s.IsFlag && !values.ContainsKey(s)) : null;
        if (setting is null)
        {
            throw new ArgumentException($"The {noun} {choice.Name} has no setting '{part}'; expected {Expected(choice)}.");
        }

        var written = part[(equals + 1)..].Trim();
        return Setting.TryRead(written, out var value) && setting.Allows(value)
            ? (setting, value)
            : throw new ArgumentException($"The {setting.Name} of the {noun} {choice.Name} is '{written}'; expected {setting.Range}.");
    }

    private static string Expected(Choice choice) => choice.Settings.Count == 0
        ? $"{choice.Name} alone"
        : string.Join(" or ", choice.Settings.Select(s => s.IsFlag ? s.Name : $"{s.Name}={Example(s)}"));

    private static string Example(Setting setting) => Setting.Write(!setting.IsRequired ? setting.Default
        : double.IsFinite(setting.High) ? (setting.Low + setting.High) / 2
        : Math.Max(setting.Low, 1));
}
