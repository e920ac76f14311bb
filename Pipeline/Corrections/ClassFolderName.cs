using System.Text;

namespace Transfer.Pipeline;

/// <summary>Names of classes that may become folders: they lead nowhere else, and every system takes them.</summary>
internal static class ClassFolderName
{
    public const int MostCharacters = 100;

    private const string Reserved = "/\\:*?\"<>|";

    private static readonly string[] Devices =
    [
        "CON", "PRN", "AUX", "NUL", .. Enumerable.Range(1, 9).SelectMany(i => new[] { $"COM{i}", $"LPT{i}" }),
    ];

    /// <summary>Why a name cannot be a folder, in a sentence; null when it can.</summary>
    public static string? Fault(string name)
    {
        var shown = VisibleText.Of(name.Length > MostCharacters ? $"{name[..MostCharacters]}..." : name);
        return name.Length == 0 ? "The name of the class is empty. Say what the image is."
            : name.Length > MostCharacters ? $"The class '{shown}' has {name.Length:N0} characters; at most {MostCharacters} are accepted."
            : name != name.Trim() || name[0] == '.' || name[^1] == '.'
                ? $"The class '{shown}' begins or ends with a space or a dot, which a folder of images cannot. Leave them out."
            : name.Any(c => Reserved.Contains(c) || char.IsControl(c)) || !IsText(name)
                ? $"The class '{shown}' has a character that a folder cannot have in its name. Leave out "
                    + $"{string.Join(' ', Reserved.AsEnumerable())} and line breaks."
            : Devices.Contains(name.Split('.')[0].ToUpperInvariant())
                ? $"The class '{shown}' has the name of a device of Windows. Choose another one."
            : null;
    }

    /// <summary>Whether all surrogates come in pairs, without which there is no file name.</summary>
    private static bool IsText(string name) =>
        name.EnumerateRunes().All(rune => rune != Rune.ReplacementChar) || name.Contains('\uFFFD', StringComparison.Ordinal);
}
