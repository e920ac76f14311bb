using System.CommandLine;
using Transfer.FeatureCache;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options that say which features are meant, named as those of <c>extract</c>.</summary>
internal sealed class CacheModelArguments
{
    private readonly Option<string?> _model = CommonOptions.Model();
    private readonly Option<string?> _cut = new("--cut") { Description = "the layer, block, node or tensor where features leave [default: the end of the base]" };
    private readonly Option<string?> _preprocessing = CommonOptions.Preprocessing();
    private readonly Option<int?> _imageSize = CommonOptions.ImageSize();
    private readonly Option<string> _pool = CommonOptions.Pool();
    private readonly Option<int?> _views = new("--views") { Description = "augmented views beside the image itself [default: 0]" };
    private readonly Option<string?> _augment = new("--augment") { Description = "how views are augmented [default: keras]" };
    private readonly Option<string?> _type = new("--dtype") { Description = "float32 or float16 [default: float32]" };
    private readonly Option<string?> _imaging = CommonOptions.Imaging();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<long> _seed = CommonOptions.Seed();

    public CacheModelArguments()
    {
        _type.AcceptOnlyFromAmong("float32", "float16");
    }

    private Option[] Shaping => [_model, _cut, _preprocessing, _imageSize, _pool, _views, _augment, _type, _imaging];

    public void AddTo(Command command)
    {
        foreach (var option in Shaping.Append(_device).Append(_seed))
        {
            command.Add(option);
        }
    }

    /// <summary>Whether any of them was given.</summary>
    public bool AreGiven(ParseResult parsed) => Shaping.Any(option => parsed.GetResult(option) is { Implicit: false });

    public ExtractOptions Read(ParseResult parsed, string data, string? cache)
    {
        var defaults = new ExtractOptions { Data = data };
        return defaults with
        {
            Model = parsed.GetValue(_model),
            Cut = parsed.GetValue(_cut),
            Preprocessing = parsed.GetValue(_preprocessing),
            ImageSize = parsed.GetValue(_imageSize),
            Pooling = CommonOptions.PoolingOf(parsed.GetValue(_pool)),
            Views = parsed.GetValue(_views) ?? 0,
            Augmentation = parsed.GetValue(_augment) ?? defaults.Augmentation,
            Type = parsed.GetValue(_type) == "float16" ? FeatureRowType.Float16 : FeatureRowType.Float32,
            Imaging = CommonOptions.ImagingOf(parsed.GetValue(_imaging)),
            Device = parsed.GetValue(_device)!,
            Seed = parsed.GetValue(_seed),
            Cache = cache,
        };
    }
}
