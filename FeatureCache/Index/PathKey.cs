using System.Runtime.InteropServices;

namespace Transfer.FeatureCache;

/// <summary>128 bits that stand for a path, so that a million paths need no strings. Equal on every machine and in every process.</summary>
internal static class PathKey
{
    // Odd numbers without a pattern: the fractions of the square roots of 2, 3, 5 and 7.
    private const ulong Root2 = 0x6A09E667F3BCC909;
    private const ulong Root3 = 0xBB67AE8584CAA73B;
    private const ulong Root5 = 0x3C6EF372FE94F82B;
    private const ulong Root7 = 0xA54FF53A5F1D36F1;

    /// <summary>
    /// The key of a text. Two different texts have one key with a chance of about 2^-100; and even then an index answers wrongly
    /// only when the stamps of both files agree too.
    /// </summary>
    public static UInt128 Of(ReadOnlySpan<char> text)
    {
        var (high, low) = (Root5 ^ (ulong)text.Length, Root7);
        while (text.Length >= 4)
        {
            Mix(MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text)), ref high, ref low);
            text = text[4..];
        }

        var rest = 0UL;
        foreach (var letter in text)
        {
            rest = (rest << 16) | letter;
        }

        Mix(rest, ref high, ref low);
        Mix(high ^ low, ref high, ref low);
        return new UInt128(high, low);
    }

    // Multiplies to 128 bits and folds the halves, once for each half of the key with its own constants.
    private static void Mix(ulong value, ref ulong high, ref ulong low)
    {
        var (before, top) = (high, Math.BigMul(high ^ value ^ Root2, Root3 ^ value, out var bottom));
        high = before + (top ^ bottom);
        top = Math.BigMul(low ^ value ^ Root3, Root2 + value, out bottom);
        low = (top ^ bottom) + ulong.RotateLeft(low, 23) + before;
    }
}
