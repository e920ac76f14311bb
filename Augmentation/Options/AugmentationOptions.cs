namespace Transfer.Augmentation;

/// <summary>
/// The random changes of augmented views: the settings of Keras' <c>ImageDataGenerator</c> under .NET names, and newer recipes. The
/// defaults change nothing. Lengths in pixels are pixels of the result, after the image has been resized.
/// </summary>
public sealed record AugmentationOptions
{
    /// <summary>Identifies the way from options to pixels, for a cache key: another text means that the floats may differ.</summary>
    public static string FormatVersion { get; } = "augmentation-1";

    /// <summary>The names of the presets, from weak to strong.</summary>
    public static IReadOnlyList<string> PresetNames => AugmentationPresets.Names;

    /// <summary>Keras' <c>rotation_range</c>: an angle in [-range, range) degrees is drawn; 0 or more. Default: 0.</summary>
    public double RotationRange { get; init; }

    /// <summary>
    /// Keras' <c>width_shift_range</c>: how far the image moves to the left or to the right. Default: not at all. (Keras itself moves it up
    /// and down, and sideways for <c>height_shift_range</c>.)
    /// </summary>
    public ShiftRange WidthShiftRange { get; init; }

    /// <summary>Keras' <c>height_shift_range</c>: how far the image moves up or down. Default: not at all.</summary>
    public ShiftRange HeightShiftRange { get; init; }

    /// <summary>
    /// Keras' <c>shear_range</c>: an angle in [-range, range) degrees is drawn; from 0 to below 90. Default: 0. Keras' own documentation
    /// once said radians, so recipes with 0.2 are common; they do nothing visible, in Keras or here.
    /// </summary>
    public double ShearRange { get; init; }

    /// <summary>
    /// Keras' <c>zoom_range</c>: the share of the image's width and of its height that is seen, two numbers drawn from it. So 0.8
    /// magnifies and 1.2 leaves a margin. Keras' single number z is (1 - z, 1 + z). Above 0, at most 100. Default: 1 to 1.
    /// </summary>
    public (double Low, double High) ZoomRange { get; init; } = (1, 1);

    /// <summary>Keras' <c>horizontal_flip</c>: every second view, by chance, has left and right exchanged. Default: false.</summary>
    public bool HorizontalFlip { get; init; }

    /// <summary>Keras' <c>vertical_flip</c>: every second view, by chance, has top and bottom exchanged. Default: false.</summary>
    public bool VerticalFlip { get; init; }

    /// <summary>Keras' <c>brightness_range</c>: the pixels are multiplied by a number drawn from it; 0 to 100. Default: none.</summary>
    public (double Low, double High)? BrightnessRange { get; init; }

    /// <summary>
    /// Keras' <c>channel_shift_range</c>: a number in [-range, range) is drawn and added to all three channels, within the image's own
    /// darkest and lightest value; in units of a pixel, 0 to 255. Default: 0.
    /// </summary>
    public double ChannelShiftRange { get; init; }

    /// <summary>Keras' <c>fill_mode</c>. Default: nearest.</summary>
    public FillMode FillMode { get; init; } = FillMode.Nearest;

    /// <summary>Keras' <c>cval</c>: the value of <see cref="FillMode.Constant"/>; 0 (black) to 255 (white). Default: 0.</summary>
    public double Cval { get; init; }

    /// <summary>Keras' <c>rescale</c>: the values are multiplied by it after the preprocessing; finite, not 0. Default: 1.</summary>
    public double Rescale { get; init; } = 1;

    /// <summary>
    /// Random resized crop (Szegedy and others: Going deeper with convolutions, CVPR 2015): the share of the image's area that is seen
    /// is drawn from it; above 0 and at most 1. The position is drawn as well. Default: none, the whole image.
    /// </summary>
    public (double Low, double High)? RandomResizedCropScale { get; init; }

    /// <summary>Width to height of the part that is cropped, drawn on a logarithmic scale; above 0. Default: 3/4 to 4/3.</summary>
    public (double Low, double High) RandomResizedCropRatio { get; init; } = (3.0 / 4, 4.0 / 3);

    /// <summary>Colour jitter: the brightness is multiplied by a number from max(0, 1 - x) to 1 + x; 0 to 100. Default: 0.</summary>
    public double ColourJitterBrightness { get; init; }

    /// <summary>Colour jitter: the contrast is multiplied by a number from max(0, 1 - x) to 1 + x; 0 to 100. Default: 0.</summary>
    public double ColourJitterContrast { get; init; }

    /// <summary>Colour jitter: the saturation is multiplied by a number from max(0, 1 - x) to 1 + x; 0 to 100. Default: 0.</summary>
    public double ColourJitterSaturation { get; init; }

    /// <summary>Colour jitter: colours are turned by a part of the colour circle from -x to x; 0 to 0.5. Default: 0.</summary>
    public double ColourJitterHue { get; init; }

    /// <summary>The probability that a view is grey; 0 to 1. Default: 0.</summary>
    public double GreyscaleProbability { get; init; }

    /// <summary>The probability that a view is blurred; 0 to 1. Default: 0.</summary>
    public double GaussianBlurProbability { get; init; }

    /// <summary>The blur's standard deviation in pixels is drawn from it; above 0, at most 32. Default: 0.1 to 2.</summary>
    public (double Low, double High) GaussianBlurSigma { get; init; } = (0.1, 2);

    /// <summary>
    /// Random erasing (Zhong and others, AAAI 2020): the probability that a rectangle is replaced by the preprocessing's mean colour,
    /// which is 0 after it; 0 to 1. Default: 0.
    /// </summary>
    public double RandomErasingProbability { get; init; }

    /// <summary>The share of the view's area that is erased is drawn from it; above 0 and at most 1. Default: 0.02 to 0.33.</summary>
    public (double Low, double High) RandomErasingScale { get; init; } = (0.02, 0.33);

    /// <summary>Width to height of what is erased, drawn on a logarithmic scale; above 0. Default: 0.3 to 3.3.</summary>
    public (double Low, double High) RandomErasingRatio { get; init; } = (0.3, 3.3);

    /// <summary>
    /// TrivialAugment (Müller and Hutter, ICCV 2021), its wide space: one of fourteen operations with one of 31 strengths. Not together
    /// with RandAugment. Default: false.
    /// </summary>
    public bool TrivialAugment { get; init; }

    /// <summary>RandAugment (Cubuk and others, NeurIPS 2020): the number of operations of a view, 0 to 8. Default: 0, off.</summary>
    public int RandAugmentOperations { get; init; }

    /// <summary>The strength of RandAugment's operations, 0 to 30. Default: 9.</summary>
    public int RandAugmentMagnitude { get; init; } = 9;

    /// <summary>
    /// The options of a preset: <c>none</c>, <c>keras</c> (the course's generator), <c>light</c>, <c>standard</c> or <c>strong</c>, in
    /// upper or lower case.
    /// </summary>
    /// <exception cref="ArgumentException">There is no such preset; the message has the names.</exception>
    public static AugmentationOptions Preset(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return AugmentationPresets.Find(name) ?? throw new ArgumentException(
            $"There is no augmentation preset '{name}'; expected {AugmentationPresets.Choices}.");
    }

    /// <summary>
    /// Reads what <see cref="ToString"/> and <see cref="Summary"/> write, a preset's name, or a name followed by the settings that differ,
    /// such as <c>keras;rotation-range=20</c>.
    /// </summary>
    /// <exception cref="ArgumentException">The text is none of these; the message is one sentence with the choices.</exception>
    public static AugmentationOptions Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return AugmentationText.Read(text);
    }

    /// <summary>The settings that differ from <c>none</c> as text, the same on every machine; <c>none</c> when none does.</summary>
    public string Summary => AugmentationText.Write(this, complete: false);

    /// <summary>All settings as text, the same on every machine: options are equal when their texts are.</summary>
    public override string ToString() => AugmentationText.Write(this, complete: true);

    /// <summary>Finds every fault of these options, one sentence each; none when they can be used.</summary>
    public IEnumerable<string> Validate()
    {
        foreach (var fault in AugmentationSettings.All.Select(setting => setting.Fault(this)).OfType<string>())
        {
            yield return fault;
        }

        if (TrivialAugment && RandAugmentOperations > 0)
        {
            yield return "TrivialAugment and RandAugment are both on; expected one of them, so turn the other off.";
        }
    }
}
