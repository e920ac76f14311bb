using System.CommandLine;
using System.Globalization;
using Transfer.Augmentation;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options of augmenting and mixing, which <c>train</c> and <c>finetune</c> share.</summary>
internal sealed class ViewArguments
{
    private readonly Option<string?> _views;
    private readonly Option<string?> _augment = new("--augment")
    {
        Description = $"how views are augmented: {string.Join(", ", AugmentationOptions.PresetNames)}, or such as \"keras;rotation-range=20\"; the knobs at the end change it [default: keras]",
    };

    private readonly Option<int?> _testViews;
    private readonly Option<double> _mixUp = new("--mixup") { Description = "alpha of MixUp: training samples and labels become weighted means, 0.2 is usual; 0 none" };
    private readonly Option<double> _cutMix = new("--cutmix") { Description = "alpha of CutMix: rectangles of maps (--pool none) or of fresh views are exchanged, 1 is usual; 0 none" };
    private readonly Option<string?>? _imaging;
    private readonly AugmentationArguments _knobs = new();

    /// <param name="use">What becomes of several cached views of an image.</param>
    /// <param name="run">How a run is called whose views and decoder are the defaults; null where there is none.</param>
    public ViewArguments(string use, string? run = null)
    {
        var none = run is null ? "none" : $"as {run}";
        _views = new Option<string?>("--views")
        {
            Description = $"augmented views of each training image: a number of cached ones, {use}, or fresh for new ones every epoch [default: {none}]",
        };
        _testViews = new Option<int?>("--tta")
        {
            Description = $"test-time augmentation: average what is said of validation images over the clean image and this many cached views of it [default: {none}]",
        };
        _imaging = run is null ? null : CommonOptions.Imaging(none);
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option?[] { _views, _augment, _testViews, _mixUp, _cutMix, _imaging }.OfType<Option>())
        {
            command.Add(option);
        }
    }

    /// <summary>The knobs are many, so they come last.</summary>
    public void AddKnobsTo(Command command) => _knobs.AddTo(command);

    /// <summary>Null when nothing was said of views.</summary>
    /// <exception cref="ArgumentException"><c>--views</c> is neither a number nor <c>fresh</c>, or an augmentation stands alone.</exception>
    public ViewOptions? ReadViews(ParseResult parsed)
    {
        var (views, augment) = (parsed.GetValue(_views), parsed.GetValue(_augment));
        var start = augment ?? new ViewOptions().Augmentation;
        var (options, changed) = _knobs.Read(parsed, AugmentationOptions.Parse(start));
        if (views is null && ReadTestViews(parsed) is null or 0)
        {
            var given = augment is not null ? $"--augment {augment}" : changed.Count > 0 ? $"--{changed[0].Name}" : null;
            return given is null ? null : throw new ArgumentException(
                $"{given} was given without --views. Say how many views there are to be with --views 4, --views fresh, or --tta 4 for views of validation images.");
        }

        if (views is null && augment is null && changed.Count == 0)
        {
            return null;
        }

        var count = 0;
        if (views is not null and not "fresh" && !int.TryParse(views, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out count))
        {
            throw new ArgumentException($"'{views}' is not a number of views. Expected a number such as 4, or fresh.");
        }

        return new ViewOptions
        {
            Augmentation = string.Join(';', changed.Select(knob => $"{knob.Name}={knob.Read(options)}").Prepend(start)),
            Cached = count,
            Fresh = views == "fresh",
        };
    }

    /// <summary>Null when nothing was said.</summary>
    public int? ReadTestViews(ParseResult parsed) => parsed.GetValue(_testViews);

    /// <summary>Null when nothing was said.</summary>
    /// <exception cref="ArgumentException">There is no such library.</exception>
    /// <exception cref="NotSupportedException">The build does not have it.</exception>
    public Imaging? ReadImaging(ParseResult parsed) => _imaging is not null && parsed.GetValue(_imaging) is { } name ? ImagingLibrary.Parse(name) : null;

    public MixingOptions ReadMixing(ParseResult parsed) => new() { MixUp = parsed.GetValue(_mixUp), CutMix = parsed.GetValue(_cutMix) };
}
