using System.Globalization;
using System.Text;

namespace Transfer.Augmentation;

/// <summary>Describes a view in a few words.</summary>
internal static class ViewDescription
{
    public static string Of(ViewParameters view)
    {
        var text = new StringBuilder();
        void Say(FormattableString part) => text.Append(text.Length > 0 ? ", " : "").Append(part.ToString(CultureInfo.InvariantCulture));

        if (view.Crop.Area > 0)
        {
            Say($"crop {view.Crop.Area * 100:0} %");
        }

        if (view.Rotation != 0)
        {
            Say($"turn {Round(view.Rotation, 1)}°");
        }

        if (view.Tx != 0 || view.Ty != 0)
        {
            // The signs as one sees them: to the right and down is positive.
            Say($"shift {Round(-view.Tx, 0)} {Round(-view.Ty, 0)}");
        }

        if (view.Shear != 0)
        {
            Say($"shear {Round(view.Shear, 1)}°");
        }

        if (view.SlopeX != 0 || view.SlopeY != 0)
        {
            Say($"slope {Round(view.SlopeX, 2)} {Round(view.SlopeY, 2)}");
        }

        if (view.ZoomX != 1 || view.ZoomY != 1)
        {
            Say($"zoom {view.ZoomX:0.##} {view.ZoomY:0.##}");
        }

        if (view.FlipHorizontal || view.FlipVertical)
        {
            Say($"flip{(view.FlipHorizontal ? " h" : "")}{(view.FlipVertical ? " v" : "")}");
        }

        foreach (var step in view.Colours)
        {
            Say($"{Name(step)}");
        }

        if (view.BlurSigma > 0)
        {
            Say($"blur {view.BlurSigma:0.#}");
        }

        if (view.Erased.Area > 0)
        {
            Say($"erase {view.Erased.Area * 100:0} %");
        }

        return text.Length == 0 ? "unchanged" : text.ToString();
    }

    /// <summary>Rounded, and never a zero with a minus sign.</summary>
    private static double Round(double value, int digits) => Math.Round(value, digits) + 0.0;

    private static string Name(ColourStep step)
    {
        var name = step.Operation.ToString().ToLowerInvariant();
        return step.Operation switch
        {
            ColourOperation.AutoContrast or ColourOperation.Equalize => name,
            ColourOperation.Saturation when step.Amount == 0 => "grey",
            ColourOperation.Hue => string.Create(CultureInfo.InvariantCulture, $"{name} {Round(step.Amount * 360, 0)}°"),
            ColourOperation.ChannelShift => string.Create(CultureInfo.InvariantCulture, $"channels {Round(step.Amount, 0):+0;-0;0}"),
            ColourOperation.Posterize or ColourOperation.Solarize => string.Create(CultureInfo.InvariantCulture, $"{name} {step.Amount:0}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{name} {step.Amount:0.##}"),
        };
    }
}
