using System.CommandLine;
using Transfer.Augmentation;
using Transfer.Models;
using Transfer.Pipeline;

namespace Transfer.Cli;

/// <summary>The options that say how images become features, which <c>train</c>, <c>extract</c> and <c>cache</c> share.</summary>
internal sealed class FeatureArguments
{
    private readonly Option<string?> _model = CommonOptions.Model();
    private readonly Option<string?> _preprocessing = new("--preprocessing")
    {
        Description = "caffe, tf, torch or such as order=RGB,mean=127,std=128[,resize=crop] [default: the backbone's record]",
    };

    private readonly Option<int?> _imageSize = new("--image-size") { Description = "height and width in pixels [default: the backbone's]" };
    private readonly Option<string> _pool = new("--pool") { Description = "none, avg or max over the feature map", DefaultValueFactory = _ => "avg" };
    private readonly Option<string?> _imaging = CommonOptions.Imaging();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<string?> _cache = CommonOptions.Cache();
    private readonly Option<bool> _verifyFiles = new("--verify-files") { Description = "read and hash every file; do not trust an unchanged size and time" };

    public FeatureArguments() => _pool.AcceptOnlyFromAmong("none", "avg", "max");

    /// <summary>The options that shape features.</summary>
    public IReadOnlyList<Option> Shaping => [_model, _preprocessing, _imageSize, _pool, _imaging];

    /// <summary>Where features are computed and kept.</summary>
    public IReadOnlyList<Option> Places => [_device, _cache, _verifyFiles];

    public FeatureOptions Read(ParseResult parsed) => new()
    {
        Model = parsed.GetValue(_model),
        Preprocessing = parsed.GetValue(_preprocessing),
        ImageSize = parsed.GetValue(_imageSize),
        Pooling = parsed.GetValue(_pool) switch { "none" => Pooling.None, "max" => Pooling.Max, _ => Pooling.Average },
        Imaging = parsed.GetValue(_imaging) is { } name ? ImagingLibrary.Parse(name) : default,
        Device = parsed.GetValue(_device)!,
        Cache = parsed.GetValue(_cache),
        VerifyFiles = parsed.GetValue(_verifyFiles),
    };
}
