namespace Transfer.FeatureCache;

/// <summary>What an index knows of one key.</summary>
/// <param name="Key">128 evenly spread bits.</param>
/// <param name="RecordedTicks">When it was recorded, in UTC ticks.</param>
/// <param name="Value">The bytes of the value.</param>
internal readonly record struct IndexRecord(UInt128 Key, long RecordedTicks, ReadOnlyMemory<byte> Value) : IComparable<IndexRecord>
{
    /// <summary>By key; of one key the record to keep comes first: the last one, and among equal times always the same one.</summary>
    public int CompareTo(IndexRecord other)
    {
        var order = Key.CompareTo(other.Key);
        order = order != 0 ? order : other.RecordedTicks.CompareTo(RecordedTicks);
        return order != 0 ? order : Value.Span.SequenceCompareTo(other.Value.Span);
    }
}
