using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>Describes a view in a few words.</summary>
internal static class ViewDescription
{
    public static string Of(ViewParameters view)
    {
        string?[] parts =
        [
            view.Crop.Area > 0 ? Text($"crop {view.Crop.Area * 100:0} %") : null,
            view.Rotation != 0 ? Text($"turn {Round(view.Rotation, 1)}°") : null,
            // The signs as one sees them: to the right and down is positive.
            view.Tx != 0 || view.Ty != 0 ? Text($"shift {Round(-view.Tx, 0)} {Round(-view.Ty, 0)}") : null,
            view.Shear != 0 ? Text($"shear {Round(view.Shear, 1)}°") : null,
            view.SlopeX != 0 || view.SlopeY != 0 ? Text($"slope {Round(view.SlopeX, 2)} {Round(view.SlopeY, 2)}") : null,
            view.ZoomX != 1 || view.ZoomY != 1 ? Text($"zoom {view.ZoomX:0.##} {view.ZoomY:0.##}") : null,
            view.FlipHorizontal || view.FlipVertical ? $"flip{(view.FlipHorizontal ? " h" : "")}{(view.FlipVertical ? " v" : "")}" : null,
            .. view.Colours.Select(Of),
            view.BlurSigma > 0 ? Text($"blur {view.BlurSigma:0.#}") : null,
            view.Erased.Area > 0 ? Text($"erase {view.Erased.Area * 100:0} %") : null,
        ];
        return string.Join(", ", parts.OfType<string>()) is { Length: > 0 } text ? text : "unchanged";
    }

    private static string Of(ColourStep step)
    {
        var name = step.Operation.ToString().ToLowerInvariant();
        return step.Operation switch
        {
            ColourOperation.AutoContrast or ColourOperation.Equalize => name,
            ColourOperation.Saturation when step.Amount == 0 => "grey",
            ColourOperation.Hue => Text($"{name} {Round(step.Amount * 360, 0)}°"),
            ColourOperation.ChannelShift => Text($"channels {Round(step.Amount, 0):+0;-0;0}"),
            ColourOperation.Posterize or ColourOperation.Solarize => Text($"{name} {step.Amount:0}"),
            _ => Text($"{name} {step.Amount:0.##}"),
        };
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Rounded, and never a zero with a minus sign.</summary>
    private static double Round(double value, int digits) => Math.Round(value, digits) + 0.0;
}
