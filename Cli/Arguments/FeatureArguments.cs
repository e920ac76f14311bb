using System.CommandLine;
using static Transfer.Cli.OptionFactory;

namespace Transfer.Cli;

/// <summary>How images become features: for <c>train</c>, <c>extract</c> and <c>cache</c>.</summary>
internal sealed class FeatureArguments
{
    private static readonly Dictionary<string, BasePrecision> Precisions = new()
    {
        ["float32"] = BasePrecision.Float32,
        ["tf32"] = BasePrecision.TensorFloat32,
        ["float16"] = BasePrecision.Float16,
    };

    private readonly Option<string?> _model = Value<string?>("--model", "FILE",
        "an ONNX file, or a name of 'transfer models list' [default: efficientnet-lite0, which is included]");

    private readonly Option<bool> _outsideData = CommonOptions.AllowOutsideData();
    private readonly Option<string?> _preprocessing = Value<string?>("--preprocessing", "TEXT",
        "caffe, tf, torch, none (pixels as they are), "
            + "or such as order=RGB,mean=127,std=128[,resize=crop]; for train also auto, which finds it "
            + "[default: what is known of the model]");

    private readonly Option<int?> _imageSize = CommonOptions.ImageSize();
    private readonly Option<string?> _cut = CommonOptions.Cut();
    private readonly Option<string> _pool = Choice(
        "--pool", "features of a map or of tokens: auto (the average of each channel, or of tokens what the model's own head takes), "
        + "avg, max, avg+max (both), token (the class token) or none (the whole map)",
        PoolingNames.All);

    private readonly Option<string?> _imaging = CommonOptions.Imaging();
    private readonly Option<string> _device = CommonOptions.Device();
    private readonly Option<string> _precision = Choice(
        "--precision", "numbers that a GPU computes the base with; tf32 and float16 are faster and less exact",
        [.. Precisions.Keys]);

    private readonly Option<string?> _cache = CommonOptions.Cache();
    private readonly Option<bool> _verifyFiles = Switch(
        "--verify-files", "read and hash every file, also those that have not changed");

    /// <summary>The options that decide what the features are.</summary>
    public IReadOnlyList<Option> Shaping => [_model, _preprocessing, _imageSize, _cut, _pool, _imaging];

    public void AddTo(ProgramCommand command)
    {
        command.AddGroup("Features", [.. Shaping, _outsideData]);
        command.AddGroup("Machine", _device, _precision, _cache, _verifyFiles);
    }

    public FeatureOptions Read(ParseResult parsed) => new()
    {
        Model = parsed.GetValue(_model),
        AllowOutsideData = parsed.GetValue(_outsideData),
        Preprocessing = parsed.GetValue(_preprocessing),
        ImageSize = parsed.GetValue(_imageSize),
        Cut = parsed.GetValue(_cut),
        Pooling = PoolingNames.Find(parsed.GetValue(_pool)) ?? Pooling.Auto,
        Imaging = CommonOptions.ImagingOf(parsed.GetValue(_imaging)),
        Device = parsed.GetValue(_device)!,
        Precision = Precisions.GetValueOrDefault(parsed.GetValue(_precision)!),
        Cache = parsed.GetValue(_cache),
        VerifyFiles = parsed.GetValue(_verifyFiles),
    };
}
