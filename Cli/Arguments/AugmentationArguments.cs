using System.CommandLine;
using Transfer.Augmentation;

namespace Transfer.Cli;

/// <summary>An option for every knob of the augmentation, for every command that augments.</summary>
internal sealed class AugmentationArguments
{
    private readonly (AugmentationKnob Knob, Option Option)[] _knobs =
    [
        .. AugmentationOptions.Knobs.Select(knob => (knob, knob.IsSwitch
            ? (Option)new Option<bool>($"--{knob.Name}") { Description = knob.Help }
            // A missing value gets our sentence with an example and not the parser's.
            : new Option<string>($"--{knob.Name}") { Description = knob.Help, Arity = ArgumentArity.ZeroOrOne })),
    ];

    public void AddTo(Command command)
    {
        foreach (var (_, option) in _knobs)
        {
            command.Add(option);
        }
    }

    /// <summary>Turns the knobs that were given, and says which.</summary>
    public (AugmentationOptions Options, IReadOnlyList<AugmentationKnob> Changed) Read(ParseResult parsed, AugmentationOptions options)
    {
        var changed = new List<AugmentationKnob>();
        foreach (var (knob, option) in _knobs)
        {
            if (parsed.GetResult(option) is not { Implicit: false } given)
            {
                continue;
            }

            var text = given.Tokens.Count > 0 ? given.Tokens[^1].Value : knob.IsSwitch ? "true" : "";
            options = knob.Turn(options, text);
            changed.Add(knob);
        }

        return (options, changed);
    }
}
