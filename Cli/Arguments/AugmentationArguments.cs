using System.CommandLine;

namespace Transfer.Cli;

/// <summary>An option for every setting of the augmentation, for all commands that augment.</summary>
internal sealed class AugmentationArguments
{
    private readonly (AugmentationSetting Setting, Option Option)[] _settings =
    [
        .. AugmentationSettings.All.Select(setting => (setting, setting.IsSwitch
            ? (Option)OptionFactory.Switch($"--{setting.Name}", setting.Help)
            // A missing value gets our sentence with an example and not the parser's.
            : new Option<string>($"--{setting.Name}")
            {
                HelpName = "VALUE", Description = setting.Help, Arity = ArgumentArity.ZeroOrOne,
            })),
    ];

    public void AddTo(ProgramCommand command) => command.AddGroup("Settings of the augmentation", [.. _settings.Select(s => s.Option)]);

    /// <summary>The options with the settings that were given, and which those are.</summary>
    public (AugmentationOptions Options, IReadOnlyList<AugmentationSetting> Changed) Read(ParseResult parsed, AugmentationOptions options)
    {
        var changed = new List<AugmentationSetting>();
        foreach (var (setting, option) in _settings)
        {
            if (parsed.GetResult(option) is { Implicit: false } given)
            {
                var text = given.Tokens.Count > 0 ? given.Tokens[^1].Value : setting.IsSwitch ? "true" : "";
                options = setting.With(options, text);
                changed.Add(setting);
            }
        }

        return (options, changed);
    }
}
