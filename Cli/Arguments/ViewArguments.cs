using System.CommandLine;
using System.Globalization;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>How images are augmented: for <c>train</c> and <c>finetune</c>.</summary>
/// <param name="use">How many of the cached views of an image an epoch takes.</param>
/// <param name="usual">The default of views and of test-time views, as the help says it.</param>
internal sealed class ViewArguments(string use, string usual)
{
    private readonly Option<string?> _views = Value<string?>("--views", "N|fresh",
        $"augmented views of each training image: a number of cached ones, {use}, or fresh for new ones every epoch [default: {usual}]");

    private readonly Option<string?> _augment = CommonOptions.Augment("; the options from --rotation-range on change single settings");
    private readonly Option<int?> _testViews = CommonOptions.TestViews(usual);
    private readonly AugmentationArguments _settings = new();

    public void AddTo(ProgramCommand command) => command.AddGroup("Augmentation", _views, _augment, _testViews);

    /// <summary>Adds an option for each setting of the augmentation. They are many, so they come last in the help.</summary>
    public void AddSettingsTo(ProgramCommand command) => _settings.AddTo(command);

    /// <summary>Null when nothing was said of views.</summary>
    /// <exception cref="ArgumentException">The number of views cannot be read, or an augmentation is given without views.</exception>
    public ViewOptions? ReadViews(ParseResult parsed)
    {
        var (views, augment) = (parsed.GetValue(_views), parsed.GetValue(_augment));
        var start = augment ?? new ViewOptions().Augmentation;
        var (options, changed) = _settings.Read(parsed, AugmentationOptions.Parse(start));
        var given = augment is not null ? $"--augment {augment}" : changed.Count > 0 ? $"--{changed[0].Name}" : null;
        if (views is null && given is null)
        {
            return null;
        }

        if (views is null && ReadTestViews(parsed) is null or 0)
        {
            throw new ArgumentException(
                $"{given} was given without --views. Say how many views there are to be with --views 4, --views fresh, "
                + "or --tta 4 for views of validation images.");
        }

        var count = 0;
        if (views is not (null or "fresh")
            && !int.TryParse(views, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count))
        {
            throw new ArgumentException($"'{views}' is not a number of views. Expected a number such as 4, or fresh.");
        }

        return new ViewOptions
        {
            Augmentation = string.Join(';', changed.Select(setting => $"{setting.Name}={setting.Read(options)}").Prepend(start)),
            Cached = count,
            Fresh = views == "fresh",
        };
    }

    /// <summary>Null when it was not given.</summary>
    public int? ReadTestViews(ParseResult parsed) => parsed.GetValue(_testViews);
}
