using System.Diagnostics.CodeAnalysis;

namespace Transfer.Augmentation;

/// <summary>
/// The preprocessing of images for a network: value = (pixel - mean) / std, with pixels from 0 to 255, as three planes <c>[3, H, W]</c>.
/// It belongs to the weights of the network: with another one, accuracy is lost without any error.
/// </summary>
/// <remarks>The default keeps the pixels: RGB from 0 to 255.</remarks>
/// <example>
/// <code>
/// var preprocessing = Preprocessing.Torch with { Resize = ResizeMode.Crop };
/// </code>
/// </example>
public sealed record Preprocessing
{
    /// <summary>Keras' mode <c>caffe</c>: BGR, the mean colour of ImageNet subtracted, not scaled.</summary>
    public static Preprocessing Caffe { get; } = new()
    {
        Order = ChannelOrder.Bgr,
        Mean = new ChannelValues(103.939f, 116.779f, 123.68f),
    };

    /// <summary>Keras' mode <c>tf</c>: RGB from -1 to 1.</summary>
    public static Preprocessing TensorFlow { get; } = new()
    {
        Mean = new ChannelValues(127.5f),
        Std = new ChannelValues(127.5f),
    };

    /// <summary>
    /// Keras' mode <c>torch</c> and torchvision's weights: RGB, mean 0.485/0.456/0.406 and deviation 0.229/0.224/0.225 of the range 0
    /// to 1, which are 123.675/116.28/103.53 and 58.395/57.12/57.375 here.
    /// </summary>
    public static Preprocessing Torch { get; } = new()
    {
        Mean = new ChannelValues(123.675f, 116.28f, 103.53f),
        Std = new ChannelValues(58.395f, 57.12f, 57.375f),
    };

    /// <summary>The order of the planes. Default: RGB.</summary>
    public ChannelOrder Order { get; init; } = ChannelOrder.Rgb;

    /// <summary>The mean, which is subtracted, in units of a pixel (0 to 255) and in the order of the planes. Default: 0.</summary>
    public ChannelValues Mean { get; init; }

    /// <summary>The standard deviation, the divisor, in units of a pixel and in the order of the planes; above 0. Default: 1.</summary>
    public ChannelValues Std { get; init; } = new(1);

    /// <summary>How an image becomes a square. Default: stretch.</summary>
    public ResizeMode Resize { get; init; } = ResizeMode.Stretch;

    /// <summary>
    /// Reads <c>caffe</c>, <c>tf</c>, <c>torch</c> or <c>none</c> (the pixels from 0 to 255), settings such as
    /// <c>order=RGB,mean=127,std=128</c>, or a name followed by the
    /// settings that differ, such as <c>torch,resize=crop</c>. Upper and lower case are the same.
    /// </summary>
    /// <exception cref="ArgumentException">The text is none of these; the message is one sentence with the choices.</exception>
    public static Preprocessing Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return PreprocessingText.Read(text, out var result, out var fault) ? result : throw new ArgumentException(fault);
    }

    /// <summary>Reads what <see cref="Parse"/> reads; false when it would fail.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Preprocessing? result)
    {
        result = null;
        return text is not null && PreprocessingText.Read(text, out result, out _);
    }

    /// <summary>The settings as text that <see cref="Parse"/> reads back to an equal value, the same on every machine.</summary>
    public override string ToString() => PreprocessingText.Write(this);

    /// <summary>Finds every fault of the settings, one sentence each; none when they can be used.</summary>
    public IEnumerable<string> Validate()
    {
        if (!Enum.IsDefined(Order))
        {
            yield return $"Order is {Order}; expected RGB or BGR.";
        }

        if (!Enum.IsDefined(Resize))
        {
            yield return $"Resize is {Resize}; expected stretch or crop.";
        }

        if (!Mean.All(float.IsFinite))
        {
            yield return $"Mean is {Mean}; expected finite numbers.";
        }

        if (!Std.All(value => float.IsFinite(value) && value > 0))
        {
            yield return $"Std is {Std}; expected finite numbers above 0.";
        }
    }
}
