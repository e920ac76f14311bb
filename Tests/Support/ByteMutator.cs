namespace Transfer.Tests.Support;

/// <summary>Damages a file: other bytes, a cut, a piece too much.</summary>
internal static class ByteMutator
{
    /// <param name="seed">Decides what is changed; equal seeds change the same.</param>
    public static byte[] Mutate(byte[] content, long seed)
    {
        var random = new SeededRandom(seed, 0x6279);
        if (content.Length == 0)
        {
            return [0];
        }

        // Lengths and names are at the beginning.
        var position = random.Next(random.Next(2) == 0 ? Math.Min(200, content.Length) : content.Length);
        switch (random.Next(6))
        {
            case 0:
                return content[..position];
            case 1:
                return [.. content[..position], .. content[(position / 2)..]];
            case 2:
                var changed = content.ToArray();
                changed.AsSpan(position, Math.Min(1 + random.Next(8), changed.Length - position))
                    .Fill((byte)(random.Next(2) == 0 ? 0xFF : random.Next(256)));
                return changed;
            default:
                var flipped = content.ToArray();
                flipped[position] ^= (byte)(1 << random.Next(8));
                return flipped;
        }
    }
}
