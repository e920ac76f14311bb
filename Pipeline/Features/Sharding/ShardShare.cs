using System.Globalization;
using System.Text;

namespace Transfer.Pipeline.Features;

/// <summary>
/// One of several equal shares of the files. A file's share depends on its path relative to the data folder and on nothing else: the
/// FNV-1a hash (64 bits; Fowler, Noll, Vo) of the path's UTF-8 bytes with <c>/</c> between folders, its bits mixed (the finaliser of
/// MurmurHash3), modulo the number of shares. It is the same on every system and in every version.
/// </summary>
/// <param name="Index">Which share, from 0.</param>
/// <param name="Count">How many there are, at least 1.</param>
public sealed record ShardShare(int Index, int Count)
{
    /// <summary>All files.</summary>
    public static ShardShare All { get; } = new(0, 1);

    /// <summary>Reads <c>i/n</c> with i from 0 to n - 1.</summary>
    /// <exception cref="ArgumentException">The text is something else.</exception>
    public static ShardShare Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split('/');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && index < count
            ? new ShardShare(index, count)
            : throw new ArgumentException(
                $"'{text}' is not a share of the files. Expected i/n with i from 0 to n - 1, such as 0/4 to 3/4 for four machines.");
    }

    /// <summary>Whether a file belongs to this share.</summary>
    /// <param name="relativePath">Relative to the data folder, with <c>/</c> between folders.</param>
    public bool Has(string relativePath) => Count == 1 || Hash(relativePath) % (ulong)Count == (ulong)Index;

    /// <summary><c>i/n</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Index}/{Count}");

    private static ulong Hash(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        Span<byte> bytes = path.Length <= 256 ? stackalloc byte[768] : new byte[path.Length * 3];
        var hash = 14695981039346656037UL;
        foreach (var value in bytes[..Encoding.UTF8.GetBytes(path, bytes)])
        {
            hash = (hash ^ value) * 1099511628211UL;
        }

        // The low bits of FNV-1a alone depend on the low bits of the text alone.
        hash = (hash ^ (hash >> 33)) * 0xFF51AFD7ED558CCDUL;
        hash = (hash ^ (hash >> 33)) * 0xC4CEB9FE1A85EC53UL;
        return hash ^ (hash >> 33);
    }
}
