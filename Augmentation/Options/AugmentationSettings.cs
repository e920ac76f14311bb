using Options = Transfer.Augmentation.AugmentationOptions;

namespace Transfer.Augmentation;

/// <summary>All settings, in the order in which they are written.</summary>
internal static class AugmentationSettings
{
    private const double AboveZero = double.Epsilon;

    private static readonly SettingFormat<(double Low, double High)> Zoom =
        SettingFormat.OrReach(SettingFormat.Interval("0.8,1.2", AboveZero, 100, "numbers above 0 and at most 100"));

    private static readonly SettingFormat<(double Low, double High)?> Brightness =
        SettingFormat.Optional(SettingFormat.Interval("0.7,1.3", 0, 100, "numbers from 0 to 100"));

    public static AugmentationSetting[] All { get; } =
    [
        Of("rotation-range", "degrees by which a view is turned at most, either way",
            SettingFormat.Number(v => v is >= 0 and <= double.MaxValue, "0 or more, degrees"),
            o => o.RotationRange, (o, v) => o with { RotationRange = v }),
        Of("width-shift-range", "how far a view moves left or right: a share, pixels or a list",
            SettingFormat.Shift, o => o.WidthShiftRange, (o, v) => o with { WidthShiftRange = v }),
        Of("height-shift-range", "how far a view moves up or down: a share, pixels or a list",
            SettingFormat.Shift, o => o.HeightShiftRange, (o, v) => o with { HeightShiftRange = v }),
        Of("shear-range", "degrees by which a view is sheared at most, either way",
            SettingFormat.Number(v => v is >= 0 and < 90, "an angle from 0 to below 90 degrees"),
            o => o.ShearRange, (o, v) => o with { ShearRange = v }),
        Of("zoom-range", "the part of the image that a side shows, such as 0.8,1.2; one number z is 1-z,1+z",
            Zoom, o => o.ZoomRange, (o, v) => o with { ZoomRange = v }),
        Of("horizontal-flip", "exchange left and right in every second view",
            SettingFormat.Switch, o => o.HorizontalFlip, (o, v) => o with { HorizontalFlip = v }),
        Of("vertical-flip", "exchange top and bottom in every second view",
            SettingFormat.Switch, o => o.VerticalFlip, (o, v) => o with { VerticalFlip = v }),
        Of("brightness-range", "the factor of the brightness, such as 0.7,1.3",
            Brightness, o => o.BrightnessRange, (o, v) => o with { BrightnessRange = v }),
        Of("channel-shift-range", "what is added to the pixels at most, either way, of 255",
            SettingFormat.Number(v => v is >= 0 and <= 255, "0 to 255, units of a pixel"),
            o => o.ChannelShiftRange, (o, v) => o with { ChannelShiftRange = v }),
        Of("fill-mode", "what is beside the image: nearest, reflect, wrap or constant",
            SettingFormat.Fill, o => o.FillMode, (o, v) => o with { FillMode = v }),
        Of("cval", "the value of fill mode constant, 0 to 255",
            SettingFormat.Number(v => v is >= 0 and <= 255, "a pixel's value from 0 to 255"), o => o.Cval, (o, v) => o with { Cval = v }),
        Of("rescale", "what the values are multiplied by after the preprocessing",
            SettingFormat.Number(v => float.IsNormal((float)v), "a finite number other than 0, such as 1"),
            o => o.Rescale, (o, v) => o with { Rescale = v }),
        Of("random-resized-crop-scale", "the share of the area that is cropped, such as 0.4,1",
            SettingFormat.Optional(Areas("0.4,1")), o => o.RandomResizedCropScale, (o, v) => o with { RandomResizedCropScale = v }),
        Of("random-resized-crop-ratio", "width to height of the crop",
            Ratios("0.75,1.33"), o => o.RandomResizedCropRatio, (o, v) => o with { RandomResizedCropRatio = v }),
        Of("colour-jitter-brightness", "brightness by a factor up to 1 +- x",
            SettingFormat.Share, o => o.ColourJitterBrightness, (o, v) => o with { ColourJitterBrightness = v }),
        Of("colour-jitter-contrast", "contrast by a factor up to 1 +- x",
            SettingFormat.Share, o => o.ColourJitterContrast, (o, v) => o with { ColourJitterContrast = v }),
        Of("colour-jitter-saturation", "saturation by a factor up to 1 +- x",
            SettingFormat.Share, o => o.ColourJitterSaturation, (o, v) => o with { ColourJitterSaturation = v }),
        Of("colour-jitter-hue", "part of the colour circle by which colours turn at most, 0 to 0.5",
            SettingFormat.Number(v => v is >= 0 and <= 0.5, "a part of the colour circle from 0 to 0.5"),
            o => o.ColourJitterHue, (o, v) => o with { ColourJitterHue = v }),
        Of("greyscale-probability", "how likely a view is grey",
            SettingFormat.Probability, o => o.GreyscaleProbability, (o, v) => o with { GreyscaleProbability = v }),
        Of("gaussian-blur-probability", "how likely a view is blurred",
            SettingFormat.Probability, o => o.GaussianBlurProbability, (o, v) => o with { GaussianBlurProbability = v }),
        Of("gaussian-blur-sigma", "deviation of the blur in pixels",
            SettingFormat.Interval("0.1,2", AboveZero, 32, "deviations in pixels above 0 and at most 32"),
            o => o.GaussianBlurSigma, (o, v) => o with { GaussianBlurSigma = v }),
        Of("random-erasing-probability", "how likely a rectangle is erased",
            SettingFormat.Probability, o => o.RandomErasingProbability, (o, v) => o with { RandomErasingProbability = v }),
        Of("random-erasing-scale", "the share of the area that is erased",
            Areas("0.02,0.33"), o => o.RandomErasingScale, (o, v) => o with { RandomErasingScale = v }),
        Of("random-erasing-ratio", "width to height of what is erased",
            Ratios("0.3,3.3"), o => o.RandomErasingRatio, (o, v) => o with { RandomErasingRatio = v }),
        Of("trivial-augment", "one of fourteen operations a view, any strength",
            SettingFormat.Switch, o => o.TrivialAugment, (o, v) => o with { TrivialAugment = v }),
        Of("rand-augment-operations", "RandAugment's n: how many operations a view has",
            SettingFormat.Whole(8, "0 to 8 operations"), o => o.RandAugmentOperations, (o, v) => o with { RandAugmentOperations = v }),
        Of("rand-augment-magnitude", "RandAugment's m: how strong they are, 0 to 30",
            SettingFormat.Whole(30, "a strength from 0 to 30"), o => o.RandAugmentMagnitude, (o, v) => o with { RandAugmentMagnitude = v }),
    ];

    // So that the types need not be written.
    private static AugmentationSetting<T> Of<T>(
        string name, string help, SettingFormat<T> format, Func<Options, T> get, Func<Options, T, Options> set) =>
        new(name, help, format, get, set);

    private static SettingFormat<(double Low, double High)> Areas(string example) =>
        SettingFormat.Interval(example, AboveZero, 1, "shares of the area above 0 and at most 1");

    private static SettingFormat<(double Low, double High)> Ratios(string example) =>
        SettingFormat.Interval(example, AboveZero, double.MaxValue, "ratios of width to height above 0");
}
