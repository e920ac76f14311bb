namespace Transfer.Augmentation;

/// <summary>Whether a JPEG has its end marker: the decoder fills what is missing with grey and says that all is well.</summary>
internal static class JpegEnd
{
    public static bool IsThere(ReadOnlySpan<byte> encoded) => encoded.LastIndexOf([(byte)0xFF, (byte)0xD9]) > 0;
}
