using System.Runtime.InteropServices;

namespace Transfer.FeatureCache;

/// <summary>What was recorded of one path last; 72 bytes, on disk as in memory.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 8)]
internal readonly record struct PathRecord(PathKey Key, FileStamp Stamp, long RecordedTicks, ContentHash Hash) : IComparable<PathRecord>
{
    public const int Size = 72;

    /// <summary>By path; of one path the record to keep comes first: the last one, and among equal times always the same one.</summary>
    public int CompareTo(PathRecord other)
    {
        var order = Key.CompareTo(other.Key);
        order = order != 0 ? order : other.RecordedTicks.CompareTo(RecordedTicks);
        return order != 0 ? order : Hash.GetHashCode().CompareTo(other.Hash.GetHashCode());
    }
}
