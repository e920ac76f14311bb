using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>What the options must be to be used, as sentences about what they are instead.</summary>
internal static class AugmentationRules
{
    public const int MostOperations = 8;
    public const int Strongest = 30;

    // Far beyond what anyone wants, near enough that no product leaves the range of a float.
    private const double Most = 100;

    public static IEnumerable<string> Faults(AugmentationOptions o)
    {
        string?[] faults =
        [
            Check(double.IsFinite(o.RotationRange) && o.RotationRange >= 0, nameof(o.RotationRange), o.RotationRange, "0 or more, degrees"),
            Shift(nameof(o.WidthShiftRange), o.WidthShiftRange),
            Shift(nameof(o.HeightShiftRange), o.HeightShiftRange),
            Check(o.ShearRange is >= 0 and < 90, nameof(o.ShearRange), o.ShearRange, "an angle from 0 to below 90 degrees"),
            Interval(nameof(o.ZoomRange), o.ZoomRange, low => low > 0, high => high <= Most, "two numbers above 0 and at most 100, the lower one first, such as 0.8,1.2"),
            Interval(nameof(o.BrightnessRange), o.BrightnessRange, low => low >= 0, high => high <= Most, "two numbers from 0 to 100, the lower one first, such as 0.7,1.3"),
            Check(o.ChannelShiftRange is >= 0 and <= 255, nameof(o.ChannelShiftRange), o.ChannelShiftRange, "0 to 255, units of a pixel"),
            Enum.IsDefined(o.FillMode) ? null : $"FillMode is {o.FillMode}; expected nearest, reflect, wrap or constant.",
            Check(o.Cval is >= 0 and <= 255, nameof(o.Cval), o.Cval, "a pixel's value from 0 to 255"),
            Check(float.IsNormal((float)o.Rescale), nameof(o.Rescale), o.Rescale, "a finite number other than 0, such as 1"),
            Interval(nameof(o.RandomResizedCropScale), o.RandomResizedCropScale, low => low > 0, high => high <= 1, "two shares of the area above 0 and at most 1, the lower one first, such as 0.4,1"),
            Interval(nameof(o.RandomResizedCropRatio), o.RandomResizedCropRatio, low => low > 0, double.IsFinite, "two ratios of width to height above 0, the lower one first, such as 0.75,1.33"),
            Check(o.ColourJitterBrightness is >= 0 and <= Most, nameof(o.ColourJitterBrightness), o.ColourJitterBrightness, "a share from 0 to 100 such as 0.2"),
            Check(o.ColourJitterContrast is >= 0 and <= Most, nameof(o.ColourJitterContrast), o.ColourJitterContrast, "a share from 0 to 100 such as 0.2"),
            Check(o.ColourJitterSaturation is >= 0 and <= Most, nameof(o.ColourJitterSaturation), o.ColourJitterSaturation, "a share from 0 to 100 such as 0.2"),
            Check(o.ColourJitterHue is >= 0 and <= 0.5, nameof(o.ColourJitterHue), o.ColourJitterHue, "a part of the colour circle from 0 to 0.5"),
            Probability(nameof(o.GreyscaleProbability), o.GreyscaleProbability),
            Probability(nameof(o.GaussianBlurProbability), o.GaussianBlurProbability),
            Interval(nameof(o.GaussianBlurSigma), o.GaussianBlurSigma, low => low > 0, high => high <= 32, "two deviations in pixels above 0 and at most 32, the lower one first, such as 0.1,2"),
            Probability(nameof(o.RandomErasingProbability), o.RandomErasingProbability),
            Interval(nameof(o.RandomErasingScale), o.RandomErasingScale, low => low > 0, high => high <= 1, "two shares of the area above 0 and at most 1, the lower one first, such as 0.02,0.33"),
            Interval(nameof(o.RandomErasingRatio), o.RandomErasingRatio, low => low > 0, double.IsFinite, "two ratios of width to height above 0, the lower one first, such as 0.3,3.3"),
            Check(o.RandAugmentOperations is >= 0 and <= MostOperations, nameof(o.RandAugmentOperations), o.RandAugmentOperations, "0 to 8 operations"),
            Check(o.RandAugmentMagnitude is >= 0 and <= Strongest, nameof(o.RandAugmentMagnitude), o.RandAugmentMagnitude, "a strength from 0 to 30"),
            o.TrivialAugment && o.RandAugmentOperations > 0 ? "TrivialAugment and RandAugment are both on; expected one of them, so turn the other off." : null,
        ];
        return faults.OfType<string>();
    }

    private static string? Check(bool right, string name, double value, string expected) =>
        right ? null : string.Create(CultureInfo.InvariantCulture, $"{name} is {value}; expected {expected}.");

    private static string? Probability(string name, double value) => Check(value is >= 0 and <= 1, name, value, "a probability from 0 to 1");

    private static string? Shift(string name, ShiftRange range) => range.Fault is { } fault ? $"{name} is {range}; {fault}." : null;

    private static string? Interval(string name, (double Low, double High)? range, Func<double, bool> low, Func<double, bool> high, string expected) =>
        range is not { } r || (double.IsFinite(r.Low) && low(r.Low) && high(r.High) && r.Low <= r.High)
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{name} is {r.Low} to {r.High}; expected {expected}.");
}
