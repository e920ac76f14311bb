using Options = Transfer.Augmentation.AugmentationOptions;

namespace Transfer.Augmentation;

/// <summary>One setting of <see cref="AugmentationOptions"/>, as text.</summary>
/// <param name="name">Such as <c>rotation-range</c>: the property's name in small letters with hyphens.</param>
/// <param name="help">Its effect, in a line.</param>
/// <param name="expected">The form of a value, such as <c>two numbers such as 0.8,1.2</c>.</param>
internal abstract class AugmentationSetting(string name, string help, string expected)
{
    public string Name => name;

    public string Help => help;

    public string Expected => expected;

    /// <summary>True when it is only on or off.</summary>
    public bool IsSwitch => this is AugmentationSetting<bool>;

    /// <summary>The value as text, the same on every machine.</summary>
    public abstract string Read(Options options);

    /// <summary>The options with the value that a text has.</summary>
    /// <param name="text">What <see cref="Read"/> gives. Whether the value can be used is up to <see cref="Fault"/>.</param>
    /// <exception cref="ArgumentException">The text cannot be read; the message is one sentence with what was expected.</exception>
    public abstract Options With(Options options, string text);

    /// <summary>What is wrong with the value, as a sentence; null when it can be used.</summary>
    public abstract string? Fault(Options options);
}

/// <inheritdoc/>
internal sealed class AugmentationSetting<T>(
    string name, string help, SettingFormat<T> format, Func<Options, T> get, Func<Options, T, Options> set)
    : AugmentationSetting(name, help, format.Expected)
{
    public override string Read(Options options) => format.Write(get(options));

    public override Options With(Options options, string text)
    {
        var trimmed = text.Trim();
        return format.TryRead(trimmed, out var value) ? set(options, value) : throw new ArgumentException(
            trimmed.Length == 0 ? $"{Name} has no value; expected {Expected}." : $"{Name} is '{trimmed}'; expected {Expected}.");
    }

    public override string? Fault(Options options) =>
        format.Fault(get(options)) is { } fault ? $"{PropertyName} {fault}." : null;

    private string PropertyName => string.Concat(Name.Split('-').Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
}
