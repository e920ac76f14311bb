using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>Which features are meant: for <c>extract</c> and <c>cache</c>.</summary>
internal sealed class ExtractArguments
{
    private readonly FeatureArguments _features = new();
    private readonly Option<int> _views = Value("--views", "N", 0, "augmented views of each image, besides the image itself");
    private readonly Option<string?> _augment = CommonOptions.Augment();
    private readonly Option<string> _type = Choice("--dtype", "type of the numbers in the cache", "float32", "float16");
    private readonly Option<long> _seed = CommonOptions.Seed();

    private IEnumerable<Option> Shaping => [.. _features.Shaping, _views, _augment, _type];

    public void AddTo(ProgramCommand command)
    {
        _features.AddTo(command);
        command.AddGroup("Features", _views, _augment, _type, _seed);
    }

    /// <summary>Whether any option was given that decides what the features are.</summary>
    public bool AreGiven(ParseResult parsed) => Shaping.Any(option => parsed.GetResult(option) is { Implicit: false });

    /// <param name="data">The folder of images.</param>
    public ExtractOptions Read(ParseResult parsed, string data) => new()
    {
        Data = data,
        Features = _features.Read(parsed),
        Views = parsed.GetValue(_views),
        Augmentation = parsed.GetValue(_augment) ?? new ViewOptions().Augmentation,
        Type = parsed.GetValue(_type) == "float16" ? FeatureRowType.Float16 : FeatureRowType.Float32,
        Seed = parsed.GetValue(_seed),
    };
}
