namespace Transfer.Augmentation;

/// <summary>
/// How a picture becomes the input of a network: <c>(pixel - Mean) / Std</c> with pixels from 0 to 255. It belongs to the weights:
/// the wrong one costs VGG16 eight points of accuracy.
/// </summary>
public sealed record Preprocessing
{
    private const string Choices = "Expected caffe, tf or torch (Keras' modes), or such as order=RGB,mean=127,std=128 or order=BGR,mean=103.939/116.779/123.68,std=1,resize=crop.";

    /// <summary>Keras' mode <c>caffe</c>: BGR, the means of ImageNet are subtracted. VGG16, VGG19, ResNet50.</summary>
    public static Preprocessing Caffe { get; } = new() { Order = ChannelOrder.Bgr, Mean = new(103.939f, 116.779f, 123.68f) };

    /// <summary>Keras' mode <c>tf</c>: -1 to 1. Inception, Xception, MobileNet.</summary>
    public static Preprocessing TensorFlow { get; } = new() { Mean = new(127.5f), Std = new(127.5f) };

    /// <summary>Keras' mode <c>torch</c>: 0 to 1, then ImageNet's means and deviations. DenseNet, torchvision's networks.</summary>
    public static Preprocessing Torch { get; } = new() { Mean = new(123.675f, 116.28f, 103.53f), Std = new(58.395f, 57.12f, 57.375f) };

    /// <summary>The order of the channels. Default <see cref="ChannelOrder.Rgb"/>.</summary>
    public ChannelOrder Order { get; init; } = ChannelOrder.Rgb;

    /// <summary>What is subtracted, in pixel values. Default 0.</summary>
    public ChannelValues Mean { get; init; } = new(0);

    /// <summary>What is divided by, in pixel values. Default 1.</summary>
    public ChannelValues Std { get; init; } = new(1);

    /// <summary>How a picture becomes a square. Default <see cref="ResizeMode.Stretch"/>.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>Reads what <see cref="ToString"/> writes, and Keras' names for its modes.</summary>
    /// <param name="text">A mode, <c>name=value</c> pairs with commas between them, or a mode followed by such pairs.</param>
    /// <exception cref="ArgumentException">The text is neither, or its numbers make no sense.</exception>
    public static Preprocessing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Preprocessing? result = null;
        foreach (var part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            result = part switch
            {
                "caffe" when result is null => Caffe,
                "tf" when result is null => TensorFlow,
                "torch" when result is null => Torch,
                _ => (result ?? new Preprocessing()).With(part),
            } ?? throw new ArgumentException($"'{part}' in the preprocessing '{text}' is not understood. {Choices}");
        }

        if (result is null)
        {
            throw new ArgumentException($"The preprocessing is empty. {Choices}");
        }

        var faults = result.Validate().ToList();
        return faults.Count == 0 ? result : throw new ArgumentException(string.Join(" ", faults));
    }

    /// <summary>Finds every fault.</summary>
    /// <returns>One sentence a fault; none when all is well.</returns>
    public IEnumerable<string> Validate()
    {
        if (!float.IsFinite(Mean.First + Mean.Second + Mean.Third))
        {
            yield return $"The mean {Mean} is not finite; expected pixel values such as 127.";
        }

        if (!(Std.First > 0 && Std.Second > 0 && Std.Third > 0) || !float.IsFinite(Std.First + Std.Second + Std.Third))
        {
            yield return $"The std {Std} is not above 0; expected pixel values such as 128.";
        }
    }

    /// <summary>Such as <c>order=RGB,mean=127,std=128,resize=stretch</c>.</summary>
    public override string ToString() =>
        $"order={(Order == ChannelOrder.Rgb ? "RGB" : "BGR")},mean={Mean},std={Std},resize={(Resize == ResizeMode.Stretch ? "stretch" : "crop")}";

    private Preprocessing? With(string part) => part.Split('=', 2) switch
    {
        ["order", var value] when value.Equals("RGB", StringComparison.OrdinalIgnoreCase) => this with { Order = ChannelOrder.Rgb },
        ["order", var value] when value.Equals("BGR", StringComparison.OrdinalIgnoreCase) => this with { Order = ChannelOrder.Bgr },
        ["mean", var value] when ChannelValues.Parse(value) is { } mean => this with { Mean = mean },
        ["std", var value] when ChannelValues.Parse(value) is { } std => this with { Std = std },
        ["resize", "stretch"] => this with { Resize = ResizeMode.Stretch },
        ["resize", "crop"] => this with { Resize = ResizeMode.Crop },
        _ => null,
    };
}
