using Transfer.Augmentation;
using Transfer.FeatureCache;
using Transfer.Models;

namespace Transfer.Pipeline;

/// <summary>Everything that an extraction depends on.</summary>
public sealed record ExtractOptions
{
    /// <summary>The folder of files; every file below it gets an outcome.</summary>
    public required string Data { get; init; }

    /// <summary>An ONNX file; null for the backbone in the box, efficientnet-lite0.</summary>
    public string? Model { get; init; }

    /// <summary>Where features leave: a layer, block, node or tensor as <c>--unfreeze</c> names them; null for the end of the base.</summary>
    public string? Cut { get; init; }

    /// <summary><c>caffe</c>, <c>tf</c>, <c>torch</c> (Keras' modes) or such as <c>order=RGB,mean=127,std=128</c>; null where the backbone's record has it.</summary>
    public string? Preprocessing { get; init; }

    /// <summary>Height and width of the images in pixels; null for the backbone's own.</summary>
    public int? ImageSize { get; init; }

    /// <summary>What becomes of the feature map. Default <see cref="Pooling.Average"/>.</summary>
    public Pooling Pooling { get; init; } = Pooling.Average;

    /// <summary>How many augmented views there are of each image beside the image itself, which is view 0. Default 0.</summary>
    public int Views { get; init; }

    /// <summary>How views are augmented: a preset, or one with settings such as <c>keras;rotation-range=20</c>. Default <c>keras</c>.</summary>
    public string Augmentation { get; init; } = "keras";

    /// <summary>Decides what is drawn for the views. Default 1.</summary>
    public long Seed { get; init; } = 1;

    /// <summary>How the numbers lie in the cache; rows are those numbers. Default <see cref="FeatureRowType.Float32"/>.</summary>
    public FeatureRowType Type { get; init; } = FeatureRowType.Float32;

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>The folder of the feature cache; null for <c>$TRANSFER_HOME</c> or the platform's cache folder.</summary>
    public string? Cache { get; init; }

    /// <summary>Images in one run of the base, 1 to 1024; null for what a short calibration finds.</summary>
    public int? BatchSize { get; init; }

    /// <summary>Images with more pixels than this are refused before anything is decoded. Default 178 million.</summary>
    public long MaxPixels { get; init; } = 178_000_000;

    /// <summary>What decodes images. Default SkiaSharp.</summary>
    public Imaging Imaging { get; init; }

    /// <summary>Whether symbolic links that lead out of the data folder are followed. Default false.</summary>
    public bool FollowLinks { get; init; }

    /// <summary>Whether every file is read and hashed and every shard checked, and unchanged sizes and times are not trusted. Default false.</summary>
    public bool VerifyFiles { get; init; }

    /// <summary>Which share of the files is meant. Default all.</summary>
    public ShardShare Shard { get; init; } = ShardShare.All;

    /// <summary>Whether rows carry their features; without them an extraction only fills the cache. Default true.</summary>
    public bool WithFeatures { get; init; } = true;

    /// <summary>A CSV file that gets one line for every file, with its outcome; null for none, the default.</summary>
    public string? Outcomes { get; init; }

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (ImageSize is < 16 or > 4096)
        {
            yield return $"The image size is {ImageSize}; expected 16 to 4096 pixels.";
        }

        if (BatchSize is < 1 or > 1024)
        {
            yield return $"The batch size is {BatchSize}; expected 1 to 1024 images, or nothing for a short calibration.";
        }

        if (MaxPixels < 1)
        {
            yield return $"The limit of pixels is {MaxPixels}; expected 1 or more, such as 178000000.";
        }

        if (Shard.Count < 1 || Shard.Index < 0 || Shard.Index >= Shard.Count)
        {
            yield return $"'{Shard}' is not a share of the files. Expected i/n with i from 0 to n - 1.";
        }

        if (!Models.Device.IsValid(Device))
        {
            yield return $"'{Device}' is not a device; expected auto, cpu, cuda or cuda:N.";
        }

        if (Preprocessing is not null && OptionTexts.PreprocessingFault(Preprocessing) is { } fault)
        {
            yield return fault;
        }

        foreach (var inner in new ViewOptions { Augmentation = Augmentation, Cached = Views }.Validate())
        {
            yield return inner;
        }
    }
}
