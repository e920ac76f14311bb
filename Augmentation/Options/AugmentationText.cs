using System.Globalization;
using System.Text;

namespace Transfer.Augmentation;

/// <summary>Options as text. Every knob has one name and one way to be written.</summary>
internal static class AugmentationText
{
    private static readonly (string Name, Func<AugmentationOptions, string> Value)[] Knobs =
    [
        ("rotation-range", o => Number(o.RotationRange)),
        ("width-shift-range", o => o.WidthShiftRange.ToString()),
        ("height-shift-range", o => o.HeightShiftRange.ToString()),
        ("shear-range", o => Number(o.ShearRange)),
        ("zoom-range", o => Interval(o.ZoomRange)),
        ("horizontal-flip", o => Switch(o.HorizontalFlip)),
        ("vertical-flip", o => Switch(o.VerticalFlip)),
        ("brightness-range", o => Interval(o.BrightnessRange)),
        ("channel-shift-range", o => Number(o.ChannelShiftRange)),
        ("fill-mode", o => o.FillMode.ToString().ToLowerInvariant()),
        ("cval", o => Number(o.Cval)),
        ("rescale", o => Number(o.Rescale)),
        ("random-resized-crop-scale", o => Interval(o.RandomResizedCropScale)),
        ("random-resized-crop-ratio", o => Interval(o.RandomResizedCropRatio)),
        ("colour-jitter-brightness", o => Number(o.ColourJitterBrightness)),
        ("colour-jitter-contrast", o => Number(o.ColourJitterContrast)),
        ("colour-jitter-saturation", o => Number(o.ColourJitterSaturation)),
        ("colour-jitter-hue", o => Number(o.ColourJitterHue)),
        ("greyscale-probability", o => Number(o.GreyscaleProbability)),
        ("gaussian-blur-probability", o => Number(o.GaussianBlurProbability)),
        ("gaussian-blur-sigma", o => Interval(o.GaussianBlurSigma)),
        ("random-erasing-probability", o => Number(o.RandomErasingProbability)),
        ("random-erasing-scale", o => Interval(o.RandomErasingScale)),
        ("random-erasing-ratio", o => Interval(o.RandomErasingRatio)),
        ("trivial-augment", o => Switch(o.TrivialAugment)),
        ("rand-augment-operations", o => o.RandAugmentOperations.ToString(CultureInfo.InvariantCulture)),
        ("rand-augment-magnitude", o => o.RandAugmentMagnitude.ToString(CultureInfo.InvariantCulture)),
    ];

    private static readonly AugmentationOptions Plain = new();

    public static string Write(AugmentationOptions options, bool complete)
    {
        var text = new StringBuilder();
        foreach (var (name, read) in Knobs)
        {
            var value = read(options);
            if (complete || value != read(Plain))
            {
                text.Append(text.Length > 0 ? ";" : "").Append(name).Append('=').Append(value);
            }
        }

        return text.Length == 0 ? "none" : text.ToString();
    }

    // Adding zero makes one zero of the two that a double has.
    private static string Number(double value) => (value + 0.0).ToString("R", CultureInfo.InvariantCulture);

    private static string Interval((double Low, double High)? range) => range is { } r ? $"{Number(r.Low)},{Number(r.High)}" : "none";

    private static string Switch(bool on) => on ? "true" : "false";
}
