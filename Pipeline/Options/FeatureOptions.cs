namespace Transfer.Pipeline;

/// <summary>How images become features: the network, what it is given, where it runs, and where its features are cached.</summary>
public sealed record FeatureOptions
{
    /// <summary>An ONNX file; null, the default, for the bundled backbone, efficientnet-lite0.</summary>
    public string? Model { get; init; }

    /// <summary>
    /// Whether weights of the model may lie in files outside its folder. Default false, since a file from elsewhere could name any other.
    /// </summary>
    public bool AllowOutsideData { get; init; }

    /// <summary>
    /// <c>caffe</c>, <c>tf</c>, <c>torch</c> (Keras' modes) or such as <c>order=RGB,mean=127,std=128</c>. Null, the default, for what the
    /// backbone's record says; it is an error where the record says nothing. Training also takes <c>auto</c>: the one with which the
    /// training images are told apart best, as <see cref="TransferLearning.FindPreprocessing"/> finds it.
    /// </summary>
    public string? Preprocessing { get; init; }

    /// <summary>Height and width of the images in pixels, 16 to 4096; null, the default, for the backbone's own.</summary>
    public int? ImageSize { get; init; }

    /// <summary>
    /// Where features leave the network and the head begins: a layer, block, node or tensor, as in <see cref="FineTuneOptions.Unfreeze"/>.
    /// Null, the default, for the end of the base.
    /// </summary>
    public string? Cut { get; init; }

    /// <summary>What becomes of a feature map or of tokens (Keras' <c>pooling</c>). Default <see cref="Pooling.Auto"/>.</summary>
    public Pooling Pooling { get; init; } = Pooling.Auto;

    /// <summary>The library that decodes images. Default SkiaSharp.</summary>
    public Imaging Imaging { get; init; }

    /// <summary><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>. Default <c>auto</c>.</summary>
    public string Device { get; init; } = "auto";

    /// <summary>
    /// The numbers that a GPU computes the base with. Default <see cref="BasePrecision.Float32"/>; a processor has no other.
    /// </summary>
    public BasePrecision Precision { get; init; }

    /// <summary>The folder of the feature cache; null, the default, for <c>$TRANSFER_HOME</c> or the platform's cache folder.</summary>
    public string? Cache { get; init; }

    /// <summary>
    /// Whether every file is read and hashed and every shard checked, also those that have not changed. Default false.
    /// </summary>
    public bool VerifyFiles { get; init; }

    /// <summary>The same features on a device; a processor computes them in float32.</summary>
    /// <param name="device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    internal FeatureOptions On(string device) => this with
    {
        Device = device,
        Precision = Precision != default && Models.Device.Resolve(device).Kind == DeviceKind.Cpu ? default : Precision,
    };

    /// <summary>Finds every fault of these options.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (ImageSize is < 16 or > 4096)
        {
            yield return $"The image size is {ImageSize}; expected 16 to 4096 pixels.";
        }

        var given = AutoPreprocessing.IsAsked(this) ? null : Preprocessing;
        foreach (var fault in OptionFaults.OfDevice(Device).Concat(OptionFaults.OfPreprocessing(given))
            .Concat(OptionFaults.OfImaging(Imaging)))
        {
            yield return fault;
        }
    }
}
