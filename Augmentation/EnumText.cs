namespace Transfer.Augmentation;

/// <summary>Enumerations as text.</summary>
internal static class EnumText
{
    /// <summary>Reads a name, in upper or lower case. The numbers that an enumeration also reads mean nothing to a person.</summary>
    public static bool TryParse<T>(string text, out T value)
        where T : struct, Enum =>
        Enum.TryParse(text, ignoreCase: true, out value) && Enum.GetNames<T>().Contains(text, StringComparer.OrdinalIgnoreCase);
}
