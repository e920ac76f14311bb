using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>Preprocessing as text, both ways.</summary>
internal static class PreprocessingText
{
    private const string Choices =
        "expected caffe, tf, torch, or settings such as 'order=BGR,mean=103.939/116.779/123.68,std=1,resize=crop'.";

    public static string Write(Preprocessing preprocessing) =>
        $"order={preprocessing.Order.ToString().ToUpperInvariant()},mean={preprocessing.Mean},std={preprocessing.Std},"
        + $"resize={preprocessing.Resize.ToString().ToLowerInvariant()}";

    public static bool Read(string text, [NotNullWhen(true)] out Preprocessing? result, [NotNullWhen(false)] out string? fault)
    {
        result = null;
        fault = null;
        var read = new Preprocessing();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var parts = text.Split(',', StringSplitOptions.TrimEntries);
        for (var index = 0; index < parts.Length && fault is null; index++)
        {
            if (index == 0 && Named(parts[0]) is { } named)
            {
                read = named;
                continue;
            }

            fault = Apply(parts[index], seen, ref read);
        }

        fault ??= read.Validate().FirstOrDefault();
        if (fault is not null)
        {
            fault = $"The preprocessing '{text}' cannot be used: {fault}";
            return false;
        }

        result = read;
        return true;
    }

    private static Preprocessing? Named(string name) => name.ToUpperInvariant() switch
    {
        "CAFFE" => Preprocessing.Caffe,
        "TF" => Preprocessing.TensorFlow,
        "TORCH" => Preprocessing.Torch,
        _ => null,
    };

    private static string? Apply(string part, HashSet<string> seen, ref Preprocessing read)
    {
        var equals = part.IndexOf('=', StringComparison.Ordinal);
        if (equals < 0)
        {
            return part.Length == 0 ? $"a part of it is empty; {Choices}" : $"'{part}' is not known; {Choices}";
        }

        var (key, value) = (part[..equals].Trim(), part[(equals + 1)..].Trim());
        if (!seen.Add(key))
        {
            return $"'{key}' is given twice; give it once.";
        }

        switch (key.ToUpperInvariant())
        {
            case "ORDER" when EnumText.TryParse(value, out ChannelOrder order):
                read = read with { Order = order };
                return null;
            case "ORDER":
                return $"'{value}' is not a channel order; expected RGB or BGR.";
            case "RESIZE" when EnumText.TryParse(value, out ResizeMode resize):
                read = read with { Resize = resize };
                return null;
            case "RESIZE":
                return $"'{value}' is not a way to resize; expected stretch or crop.";
            case "MEAN" when Values(value, out var mean):
                read = read with { Mean = mean };
                return null;
            case "STD" when Values(value, out var std):
                read = read with { Std = std };
                return null;
            case "MEAN" or "STD":
                return $"'{value}' is not a {key}; expected one number, or three for the planes in their order such as 104/117/124.";
            default:
                return $"'{key}' is not known; expected order, mean, std or resize.";
        }
    }

    private static bool Values(string text, out ChannelValues values)
    {
        values = default;
        var parts = text.Split('/');
        if (parts.Length is not (1 or 3))
        {
            return false;
        }

        Span<float> numbers = stackalloc float[3];
        for (var index = 0; index < numbers.Length; index++)
        {
            var part = parts[Math.Min(index, parts.Length - 1)];
            if (!float.TryParse(part, NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[index]))
            {
                return false;
            }
        }

        values = new ChannelValues(numbers[0], numbers[1], numbers[2]);
        return true;
    }
}
