using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>One number per colour channel, in the order of the tensor's channels.</summary>
/// <param name="First">Red, or blue in <see cref="ChannelOrder.Bgr"/>.</param>
/// <param name="Second">Green.</param>
/// <param name="Third">Blue, or red in <see cref="ChannelOrder.Bgr"/>.</param>
public readonly record struct ChannelValues(float First, float Second, float Third)
{
    /// <summary>The same number for every channel.</summary>
    public ChannelValues(float all)
        : this(all, all, all)
    {
    }

    /// <summary>One number, or three with <c>/</c> between them.</summary>
    public override string ToString() => First == Second && Second == Third
        ? First.ToString("R", CultureInfo.InvariantCulture)
        : string.Create(CultureInfo.InvariantCulture, $"{First:R}/{Second:R}/{Third:R}");

    internal static ChannelValues? Parse(string text)
    {
        var numbers = new List<float>();
        foreach (var part in text.Split('/'))
        {
            if (!float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers switch
        {
            [var all] => new ChannelValues(all),
            [var first, var second, var third] => new ChannelValues(first, second, third),
            _ => null,
        };
    }
}
