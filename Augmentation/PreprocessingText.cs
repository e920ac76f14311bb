using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Transfer.Augmentation;

/// <summary>Preprocessing as text, both ways.</summary>
internal static class PreprocessingText
{
    private const string Choices =
        "expected caffe, tf, torch, none, or settings such as 'order=BGR,mean=103.939/116.779/123.68,std=1,resize=crop'.";

    private const string Numbers = "expected one number, or three for the planes in their order such as 104/117/124";

    private static readonly Dictionary<string, (string Expected, Func<Preprocessing, string, Preprocessing?> Read)> Settings =
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["order"] = ("a channel order; expected RGB or BGR", (p, text) =>
                EnumText.TryParse<ChannelOrder>(text, out var order) ? p with { Order = order } : null),
            ["resize"] = ("a way to resize; expected stretch or crop", (p, text) =>
                EnumText.TryParse<ResizeMode>(text, out var resize) ? p with { Resize = resize } : null),
            ["mean"] = ($"a mean; {Numbers}", (p, text) => Values(text) is { } mean ? p with { Mean = mean } : null),
            ["std"] = ($"a std; {Numbers}", (p, text) => Values(text) is { } std ? p with { Std = std } : null),
        };

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
        // The pixels as they are, for networks that scale them inside.
        "NONE" => new Preprocessing(),
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

        if (!Settings.TryGetValue(key, out var setting))
        {
            return $"'{key}' is not known; expected order, mean, std or resize.";
        }

        var changed = setting.Read(read, value);
        read = changed ?? read;
        return changed is null ? $"'{value}' is not {setting.Expected}." : null;
    }

    private static ChannelValues? Values(string text)
    {
        var parts = text.Split('/');
        var numbers = new float[parts.Length];
        for (var index = 0; index < parts.Length; index++)
        {
            if (!float.TryParse(parts[index], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[index]))
            {
                return null;
            }
        }

        return numbers switch
        {
            [var all] => new(all),
            [var first, var second, var third] => new(first, second, third),
            _ => null,
        };
    }
}
