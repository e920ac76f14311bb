using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>All knobs, in the order in which they are written.</summary>
internal static class AugmentationKnobs
{
    public const string TrueOrFalse = "true or false";

    private const string AnyNumber = "a number";
    private const string WholeNumber = "a whole number";
    private const string Modes = "nearest, reflect, wrap or constant";
    private const string Shifts = "a share of the side such as 0.2, pixels such as 20, or a list such as [5,10,20]";

    public static readonly AugmentationKnob[] All =
    [
        Number("rotation-range", "degrees by which a view is turned at most, either way", o => o.RotationRange, (o, v) => o with { RotationRange = v }),
        Shift("width-shift-range", "how far a view moves left or right: a share, pixels or a list", o => o.WidthShiftRange, (o, v) => o with { WidthShiftRange = v }),
        Shift("height-shift-range", "how far a view moves up or down: a share, pixels or a list", o => o.HeightShiftRange, (o, v) => o with { HeightShiftRange = v }),
        Number("shear-range", "degrees by which a view is sheared at most, either way", o => o.ShearRange, (o, v) => o with { ShearRange = v }),
        Zoom("zoom-range", "the part of the image that a side shows, such as 0.8,1.2; one number z is 1-z,1+z", o => o.ZoomRange, (o, v) => o with { ZoomRange = v }),
        Switch("horizontal-flip", "exchange left and right in every second view", o => o.HorizontalFlip, (o, v) => o with { HorizontalFlip = v }),
        Switch("vertical-flip", "exchange top and bottom in every second view", o => o.VerticalFlip, (o, v) => o with { VerticalFlip = v }),
        Optional("brightness-range", "the factor of the brightness, such as 0.7,1.3", "0.7,1.3", o => o.BrightnessRange, (o, v) => o with { BrightnessRange = v }),
        Number("channel-shift-range", "what is added to the pixels at most, either way, of 255", o => o.ChannelShiftRange, (o, v) => o with { ChannelShiftRange = v }),
        new(
            "fill-mode",
            "what is beside the image: nearest, reflect, wrap or constant",
            Modes,
            o => o.FillMode.ToString().ToLowerInvariant(),
            (o, text) => Enum.GetNames<FillMode>().Contains(text, StringComparer.OrdinalIgnoreCase)
                ? o with { FillMode = Enum.Parse<FillMode>(text, ignoreCase: true) }
                : null),
        Number("cval", "the value of fill mode constant, 0 to 255", o => o.Cval, (o, v) => o with { Cval = v }),
        Number("rescale", "what the values are multiplied by after the preprocessing", o => o.Rescale, (o, v) => o with { Rescale = v }),
        Optional("random-resized-crop-scale", "the share of the area that is cropped, such as 0.4,1", "0.4,1", o => o.RandomResizedCropScale, (o, v) => o with { RandomResizedCropScale = v }),
        Interval("random-resized-crop-ratio", "width to height of the crop", "0.75,1.33", o => o.RandomResizedCropRatio, (o, v) => o with { RandomResizedCropRatio = v }),
        Number("colour-jitter-brightness", "brightness by a factor up to 1 +- x", o => o.ColourJitterBrightness, (o, v) => o with { ColourJitterBrightness = v }),
        Number("colour-jitter-contrast", "contrast by a factor up to 1 +- x", o => o.ColourJitterContrast, (o, v) => o with { ColourJitterContrast = v }),
        Number("colour-jitter-saturation", "saturation by a factor up to 1 +- x", o => o.ColourJitterSaturation, (o, v) => o with { ColourJitterSaturation = v }),
        Number("colour-jitter-hue", "part of the colour circle by which colours turn at most, 0 to 0.5", o => o.ColourJitterHue, (o, v) => o with { ColourJitterHue = v }),
        Number("greyscale-probability", "how likely a view is grey", o => o.GreyscaleProbability, (o, v) => o with { GreyscaleProbability = v }),
        Number("gaussian-blur-probability", "how likely a view is blurred", o => o.GaussianBlurProbability, (o, v) => o with { GaussianBlurProbability = v }),
        Interval("gaussian-blur-sigma", "deviation of the blur in pixels", "0.1,2", o => o.GaussianBlurSigma, (o, v) => o with { GaussianBlurSigma = v }),
        Number("random-erasing-probability", "how likely a rectangle is erased", o => o.RandomErasingProbability, (o, v) => o with { RandomErasingProbability = v }),
        Interval("random-erasing-scale", "the share of the area that is erased", "0.02,0.33", o => o.RandomErasingScale, (o, v) => o with { RandomErasingScale = v }),
        Interval("random-erasing-ratio", "width to height of what is erased", "0.3,3.3", o => o.RandomErasingRatio, (o, v) => o with { RandomErasingRatio = v }),
        Switch("trivial-augment", "one of fourteen operations a view, any strength", o => o.TrivialAugment, (o, v) => o with { TrivialAugment = v }),
        Whole("rand-augment-operations", "RandAugment's n: how many operations a view has", o => o.RandAugmentOperations, (o, v) => o with { RandAugmentOperations = v }),
        Whole("rand-augment-magnitude", "RandAugment's m: how strong they are, 0 to 30", o => o.RandAugmentMagnitude, (o, v) => o with { RandAugmentMagnitude = v }),
    ];

    private static AugmentationKnob Number(
        string name, string help, Func<AugmentationOptions, double> get, Func<AugmentationOptions, double, AugmentationOptions> set) =>
        new(name, help, AnyNumber, o => Text(get(o)), (o, text) => Numbers(text) is [var value] ? set(o, value) : null);

    private static AugmentationKnob Whole(
        string name, string help, Func<AugmentationOptions, int> get, Func<AugmentationOptions, int, AugmentationOptions> set) =>
        new(
            name,
            help,
            WholeNumber,
            o => get(o).ToString(CultureInfo.InvariantCulture),
            (o, text) => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? set(o, value) : null);

    private static AugmentationKnob Switch(
        string name, string help, Func<AugmentationOptions, bool> get, Func<AugmentationOptions, bool, AugmentationOptions> set) =>
        new(name, help, TrueOrFalse, o => get(o) ? "true" : "false", (o, text) => bool.TryParse(text, out var value) ? set(o, value) : null);

    private static AugmentationKnob Interval(
        string name,
        string help,
        string example,
        Func<AugmentationOptions, (double Low, double High)> get,
        Func<AugmentationOptions, (double Low, double High), AugmentationOptions> set) =>
        new(name, help, $"two numbers such as {example}", o => Text(get(o)), (o, text) => Numbers(text) is [var low, var high] ? set(o, (low, high)) : null);

    /// <summary>Keras' single number z for a range around 1 is read as well.</summary>
    private static AugmentationKnob Zoom(
        string name,
        string help,
        Func<AugmentationOptions, (double Low, double High)> get,
        Func<AugmentationOptions, (double Low, double High), AugmentationOptions> set) =>
        new(name, help, "two numbers such as 0.8,1.2, or one such as 0.2", o => Text(get(o)), (o, text) => Numbers(text) switch
        {
            [var low, var high] => set(o, (low, high)),
            [var reach] => set(o, (1 - reach, 1 + reach)),
            _ => null,
        });

    private static AugmentationKnob Optional(
        string name,
        string help,
        string example,
        Func<AugmentationOptions, (double Low, double High)?> get,
        Func<AugmentationOptions, (double Low, double High)?, AugmentationOptions> set) =>
        new(
            name,
            help,
            $"two numbers such as {example}, or none",
            o => get(o) is { } range ? Text(range) : "none",
            (o, text) => text.Equals("none", StringComparison.OrdinalIgnoreCase) ? set(o, null)
                : Numbers(text) is [var low, var high] ? set(o, (low, high)) : null);

    private static AugmentationKnob Shift(
        string name, string help, Func<AugmentationOptions, ShiftRange> get, Func<AugmentationOptions, ShiftRange, AugmentationOptions> set) =>
        new(name, help, Shifts, o => get(o).ToString(), (o, text) => ShiftRange.TryParse(text, out var range) ? set(o, range) : null);

    private static string Text((double Low, double High) range) => $"{Text(range.Low)},{Text(range.High)}";

    // Adding zero makes one zero of the two that a double has.
    private static string Text(double value) => (value + 0.0).ToString("R", CultureInfo.InvariantCulture);

    private static double[]? Numbers(string text)
    {
        var parts = text.Split(',');
        var values = new double[parts.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            if (!double.TryParse(parts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out values[index]))
            {
                return null;
            }
        }

        return values;
    }
}
