using System.CommandLine;
using Transfer.FeatureCache;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options that say which features are meant, which <c>extract</c> and <c>cache</c> share.</summary>
internal sealed class ExtractArguments
{
    private readonly FeatureArguments _features = new();
    private readonly Option<string?> _cut = new("--cut")
    {
        Description = "the layer, block, node or tensor where features leave: what enters it, as --unfreeze of finetune [default: the end of the base]",
    };

    private readonly Option<int?> _views = new("--views") { Description = "augmented views of each image (1 to K) beside the image itself (view 0) [default: 0]" };
    private readonly Option<string?> _augment = new("--augment") { Description = "how views are augmented: a preset, or such as \"keras;rotation-range=20\" [default: keras]" };
    private readonly Option<string?> _type = new("--dtype") { Description = "float32 or float16 in the cache [default: float32]" };
    private readonly Option<long> _seed = CommonOptions.Seed();

    public ExtractArguments() => _type.AcceptOnlyFromAmong("float32", "float16");

    private IEnumerable<Option> Shaping => [.. _features.Shaping, _cut, _views, _augment, _type];

    public void AddTo(Command command)
    {
        foreach (var option in Shaping.Concat(_features.Places).Append(_seed))
        {
            command.Add(option);
        }
    }

    /// <summary>Whether any option that shapes features was given.</summary>
    public bool AreGiven(ParseResult parsed) => Shaping.Any(option => parsed.GetResult(option) is { Implicit: false });

    public ExtractOptions Read(ParseResult parsed, string data)
    {
        var defaults = new ExtractOptions { Data = data };
        return defaults with
        {
            Features = _features.Read(parsed),
            Cut = parsed.GetValue(_cut),
            Views = parsed.GetValue(_views) ?? 0,
            Augmentation = parsed.GetValue(_augment) ?? defaults.Augmentation,
            Type = parsed.GetValue(_type) == "float16" ? FeatureRowType.Float16 : FeatureRowType.Float32,
            Seed = parsed.GetValue(_seed),
        };
    }
}
