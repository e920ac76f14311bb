using System.Globalization;

namespace Transfer.Pipeline;

/// <summary>Says in words how an image becomes the input of a network.</summary>
internal static class PreprocessingWords
{
    /// <summary>
    /// Such as <c>Stretch the image to 224 x 224 pixels (triangle filter), take the channels as RGB, and make each pixel of 0 to 255
    /// (pixel - 127) / 128.</c>
    /// </summary>
    public static string Of(Preprocessing preprocessing, int size)
    {
        var (mean, std) = (preprocessing.Mean, preprocessing.Std);
        var resize = preprocessing.Resize == ResizeMode.Crop
            ? $"Cut the square in the middle out of the image and resize it to {size} x {size} pixels"
            : $"Stretch the image to {size} x {size} pixels";
        var value = (Text(mean), Text(std)) switch
        {
            ("0", "1") => "keep each pixel from 0 to 255 as it is",
            ("0", var by) => $"divide each pixel of 0 to 255 by {by}",
            (var less, "1") => $"make each pixel of 0 to 255 pixel - {less}",
            var (less, by) => $"make each pixel of 0 to 255 (pixel - {less}) / {by}",
        };
        return $"{resize} (triangle filter), take the channels as {preprocessing.Order.ToString().ToUpperInvariant()}, and {value}.";
    }

    private static string Text(ChannelValues values)
    {
        float[] all = [values.First, values.Second, values.Third];
        var texts = Array.ConvertAll(all, v => v.ToString(CultureInfo.InvariantCulture));
        return texts.Distinct().Count() == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
    }
}
