namespace Transfer.Augmentation;

/// <summary>One setting of <see cref="AugmentationOptions"/> as text, for programs that let a person turn it.</summary>
public sealed class AugmentationKnob
{
    private readonly Func<AugmentationOptions, string> _write;
    private readonly Func<AugmentationOptions, string, AugmentationOptions?> _read;

    internal AugmentationKnob(
        string name, string help, string expected, Func<AugmentationOptions, string> write, Func<AugmentationOptions, string, AugmentationOptions?> read)
    {
        (Name, Help, Expected, _write, _read) = (name, help, expected, write, read);
    }

    /// <summary>Such as <c>rotation-range</c>: the property's name in small letters with hyphens.</summary>
    public string Name { get; }

    /// <summary>What it does, in a line.</summary>
    public string Help { get; }

    /// <summary>What a value looks like, such as <c>two numbers such as 0.8,1.2</c>.</summary>
    public string Expected { get; }

    /// <summary>True when it is only on or off.</summary>
    public bool IsSwitch => Expected == AugmentationKnobs.TrueOrFalse;

    /// <summary>The knob's value as text, the same on every machine.</summary>
    public string Read(AugmentationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return _write(options);
    }

    /// <summary>The same options but for this knob.</summary>
    /// <param name="value">What <see cref="Read"/> would give. Whether a number makes sense is up to <see cref="AugmentationOptions.Validate"/>.</param>
    /// <exception cref="ArgumentException">The text cannot be read; the message is one sentence with what was expected.</exception>
    public AugmentationOptions Turn(AugmentationOptions options, string value)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(value);
        var text = value.Trim();
        return _read(options, text) ?? throw new ArgumentException(
            text.Length == 0 ? $"{Name} has no value; expected {Expected}." : $"{Name} is '{text}'; expected {Expected}.");
    }
}
